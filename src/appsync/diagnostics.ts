// What compile() of the appsync wing can find wrong with an app.
import { defineDiagnostics } from '../lib/diagnostics.js';

export const found = defineDiagnostics({
  SCHEMA_SYNTAX: {
    severity: 'error',
    summary: 'The schema is not valid GraphQL SDL.',
    fix: 'Correct the schema at the place named.',
  },
  SCHEMA_INVALID: {
    severity: 'error',
    summary: 'The schema breaks a rule of GraphQL or of AppSync.',
    fix: 'Correct the type or field named.',
  },
  SCHEMA_MISSING: {
    severity: 'error',
    summary: 'The API has no schema, or its schema has no Query type.',
    fix: 'Add a schema with a type Query.',
  },
  CUSTOM_SCALAR: {
    severity: 'error',
    summary: 'The schema declares a scalar of its own; AppSync has only its built-in ones.',
    fix: 'Use a default scalar or one of the AWS scalars.',
  },
  SUBSCRIPTION_MUTATION: {
    severity: 'error',
    summary: '@aws_subscribe names a mutation that the schema does not have.',
    fix: 'Name a field of type Mutation.',
  },
  RESOLVER_UNKNOWN_FIELD: {
    severity: 'error',
    summary: 'A resolver is attached to a field the schema does not have.',
    fix: 'Correct the type or field name.',
  },
  RESOLVER_DUPLICATE: {
    severity: 'error',
    summary: 'Two resolvers are attached to one field.',
    fix: 'Remove one of them.',
  },
  RESOLVER_UNKNOWN_SOURCE: {
    severity: 'error',
    summary: 'A resolver or function names a data source that does not exist.',
    fix: 'Correct the name.',
  },
  RESOLVER_UNKNOWN_FUNCTION: {
    severity: 'error',
    summary: 'A pipeline names a function that does not exist.',
    fix: 'Correct the function id.',
  },
  RESOLVER_PIPELINE_TOO_LONG: {
    severity: 'error',
    summary: 'A pipeline has more than 10 functions.',
    fix: 'Split the pipeline; AWS allows 10 functions.',
  },
  RESOLVER_WITHOUT_CODE: {
    severity: 'error',
    summary: 'A resolver has neither code nor templates, and its data source is no Lambda function.',
    fix: 'Give it a Code, a request and response template, or a Lambda data source.',
  },
  AUTH_NOT_EMULATED: {
    severity: 'warning',
    summary: 'The API uses an authorization mode that is not emulated yet; its requests are refused.',
    fix: 'Use an API key meanwhile; docs/coverage.md lists the modes.',
  },
  AUTH_RULE_NOT_ENFORCED: {
    severity: 'warning',
    summary: 'The schema has authorization directives (@aws_iam, @aws_auth, ...), which are not enforced yet.',
    fix: 'Nothing: whoever may call the API may read every field here, unlike on AWS.',
  },
  CACHING_NOT_EMULATED: {
    severity: 'warning',
    summary: 'A resolver asks for caching, which is not emulated yet.',
    fix: 'Nothing: every request is resolved anew.',
  },
  BATCHING_NOT_EMULATED: {
    severity: 'warning',
    summary: 'maxBatchSize gathers the calls of a Lambda data source; offsync sends batches of one.',
    fix: 'Nothing: the function gets the same shape, more often.',
  },
  TEMPLATE_SYNTAX: {
    severity: 'error',
    summary: 'A mapping template is not valid VTL, or uses a directive that is not emulated.',
    fix: 'Correct the template at the line and column named.',
  },
});
