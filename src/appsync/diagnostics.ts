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
  AUTH_MODE_TWICE: {
    severity: 'error',
    summary: 'An API has an authorization mode, or an issuer of tokens, more than once.',
    fix: 'Keep one of them: only user pools and OpenID Connect providers may be several, each with an issuer of its own.',
  },
  AUTH_PATTERN: {
    severity: 'error',
    summary: 'A setting of an authorization mode is no regular expression; the mode lets nobody in.',
    fix: 'Correct clientId, appIdClientRegex or identityValidationExpression.',
  },
  AUTH_RULE_WITHOUT_EFFECT: {
    severity: 'warning',
    summary: 'An authorization directive stands where AppSync does not look, so it closes nothing.',
    fix: 'Put it on an object type or a field of one; @aws_auth only on the fields of Query, Mutation and Subscription.',
  },
  AUTH_RULE_UNKNOWN_MODE: {
    severity: 'warning',
    summary: 'An authorization directive names a mode the API does not have: nobody gets in by it.',
    fix: "Add the mode to the API's authorization modes, or take the directive away.",
  },
  CACHING_INVALID: {
    severity: 'error',
    summary: 'Caching is set up as AWS does not take it; nothing is kept.',
    fix: 'Keys are of the maps arguments, source and identity ($context.arguments.id); a ttl is 1 to 3600 seconds.',
  },
  TEMPLATE_SYNTAX: {
    severity: 'error',
    summary: 'A mapping template is not valid VTL, or uses a directive that is not emulated.',
    fix: 'Correct the template at the line and column named.',
  },
});
