// Every diagnostic a loader can give. docs/errors.md prints this table. Messages name the user's thing and, where one is
// near, what they may have meant.
import { defineDiagnostics } from '../lib/diagnostics.js';

export const found = defineDiagnostics({
  PATH_NOT_FOUND: {
    severity: 'error',
    summary: 'The app that was named does not exist.',
    fix: 'Name a folder with an offsync.yaml or a schema/, or a CloudFormation template.',
  },
  APP_NOT_RECOGNISED: {
    severity: 'error',
    summary: 'Nothing in the file or folder says which kind of app it is.',
    fix: 'Add schema/*.graphql (and offsync.yaml), or name the template file itself.',
  },
  NOT_EMULATED: {
    severity: 'error',
    summary: 'The app, or a part that it cannot do without, is in a form that is recognised but not read.',
    fix: 'docs/coverage.md lists what is read. Most tools can write a CloudFormation template, which is.',
  },
  FILE_NOT_FOUND: {
    severity: 'error',
    summary: 'A file or folder that the app names does not exist.',
    fix: 'Correct the path; it is relative to the file that names it.',
  },
  FILE_UNREADABLE: {
    severity: 'error',
    summary: 'A file could not be read, is not UTF-8 text, or is far too large.',
    fix: 'Check its permissions and its encoding.',
  },
  YAML_SYNTAX: {
    severity: 'error',
    summary: 'A YAML or JSON file could not be parsed.',
    fix: 'Mend the file at the line named.',
  },
  DUPLICATE_KEY: {
    severity: 'warning',
    summary: 'A key stands twice in the same map; the last one counts.',
    fix: 'Remove one of them.',
  },
  CONFIG_INVALID: {
    severity: 'error',
    summary: 'A setting in offsync.yaml has the wrong type or value.',
    fix: 'The message says what is expected.',
  },
  CONFIG_UNKNOWN_KEY: {
    severity: 'error',
    summary: 'offsync.yaml has a key that means nothing.',
    fix: 'Correct its spelling or remove it.',
  },
  VARIABLE_MISSING: {
    severity: 'error',
    summary: 'A ${env:...} or ${param:...} has no value.',
    fix: 'Give it with --env or --parameter, or write a default: ${env:NAME, default}.',
  },
  SCHEMA_MISSING: {
    severity: 'error',
    summary: 'An API has no GraphQL schema.',
    fix: 'Add schema/*.graphql, or a GraphQLSchema resource.',
  },
  RESOLVER_FILE_NAME: {
    severity: 'warning',
    summary: 'A file in resolvers/ does not follow the naming rule and is not used.',
    fix: 'Name it <Type>.<field>.js, .ts, .request.vtl or .response.vtl; modules that resolvers import go in a sub-folder.',
  },
  RESOLVER_AMBIGUOUS: {
    severity: 'error',
    summary: 'A resolver or function has its code in two languages.',
    fix: 'Keep one of the files.',
  },
  RESOLVER_CODE_MISSING: {
    severity: 'error',
    summary: 'A resolver or function has no code, and its data source cannot do without.',
    fix: 'Add its file to resolvers/; only a Lambda data source is called directly.',
  },
  REFERENCE_UNKNOWN: {
    severity: 'error',
    summary: 'A name is used that nothing in the app has.',
    fix: 'Correct the name, or add what it stands for.',
  },
  REFERENCE_OUTSIDE: {
    severity: 'warning',
    summary: 'A data source names a table or function that the app does not contain.',
    fix: 'Correct the name, or ignore this when the thing is made by other means.',
  },
  REFERENCE_CYCLE: {
    severity: 'error',
    summary: 'Things of a template depend on each other in a circle.',
    fix: 'Break the circle; CloudFormation refuses it as well.',
  },
  NAME_TAKEN: {
    severity: 'error',
    summary: 'Two things have the same name; the last one counts.',
    fix: 'Rename one of them.',
  },
  API_KEY_EXPIRED: {
    severity: 'warning',
    summary: 'An API key has an expiry in the past and will be refused.',
    fix: 'Set a later expiry, or leave it out.',
  },
  SEED_INVALID: {
    severity: 'error',
    summary: "A table's seed is not a list of items.",
    fix: 'Write a list of objects (.json, .yaml), an object a line (.jsonl), or CSV whose header has types: `id:S,price:N`.',
  },
  SEED_FOLDER: {
    severity: 'error',
    summary: "A bucket's seed is no folder.",
    fix: 'Name a folder below that of offsync.yaml; its files become the objects of the bucket.',
  },
  TEMPLATE_INVALID: {
    severity: 'error',
    summary: 'A template, or a section of it, does not have the form that CloudFormation asks for.',
    fix: 'Mend the template; the message says what is expected.',
  },
  TEMPLATE_UNKNOWN_KEY: {
    severity: 'warning',
    summary: 'A key of a template, or an attribute of a resource, means nothing to CloudFormation.',
    fix: 'Correct its spelling or remove it.',
  },
  PARAMETER_MISSING: {
    severity: 'error',
    summary: 'A template parameter has neither a value nor a default.',
    fix: 'Give it with --parameter NAME=value or in a --param-file.',
  },
  PARAMETER_INVALID: {
    severity: 'error',
    summary: "A parameter's value does not fit its declaration.",
    fix: 'Give a value that AllowedValues, AllowedPattern, the lengths and the type accept.',
  },
  PARAMETER_UNKNOWN: {
    severity: 'warning',
    summary: 'A parameter was given that the template does not declare.',
    fix: 'Correct its name or leave it out.',
  },
  INTRINSIC_INVALID: {
    severity: 'error',
    summary: 'An intrinsic function is unknown or was given something that it cannot work with.',
    fix: 'See the CloudFormation reference of the function.',
  },
  DYNAMIC_REFERENCE: {
    severity: 'warning',
    summary: 'A {{resolve:...}} reference has no local value and stays as it is written.',
    fix: 'Give it: --parameter ssm:/name=value, or secretsmanager:id=value.',
  },
  PROPERTY_MISSING: {
    severity: 'error',
    summary: 'A resource lacks a property that it needs.',
    fix: 'Add the property.',
  },
  PROPERTY_INVALID: {
    severity: 'error',
    summary: "A resource's property has the wrong type or value.",
    fix: 'The message says what is expected.',
  },
  PROPERTY_UNKNOWN: {
    severity: 'warning',
    summary: 'A resource has a property that its type does not know.',
    fix: 'Correct its spelling or remove it; CloudFormation refuses it.',
  },
  PROPERTY_NOT_EMULATED: {
    severity: 'warning',
    summary: 'A property is known and has no effect here.',
    fix: 'docs/coverage.md lists what is emulated.',
  },
  LOCATION_NOT_FOUND: {
    severity: 'error',
    summary: 'A template names a file in S3 or on the web that has no counterpart among the local files.',
    fix: 'Keep the file in or below the folder of the root template, under the last parts of its path.',
  },
  CODE_ARCHIVE: {
    severity: 'warning',
    summary: "A function's code is an archive or image, which is not unpacked; the function is left out.",
    fix: 'Put the unpacked code in a folder named like the function, and give the folder above it with --functions.',
  },
  RESOURCE_NOT_EMULATED: {
    severity: 'warning',
    summary: 'A resource of this type is known or unknown, and in either case not emulated.',
    fix: 'docs/coverage.md lists the types that are.',
  },
  RESOURCE_HARMLESS: {
    severity: 'info',
    summary: 'Resources of this type change nothing in an emulator and are passed over.',
    fix: 'Nothing to do.',
  },
});
