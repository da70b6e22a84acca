// What can be wrong with the tables of an app. Found by compile.ts and storage/catalog.ts; listed in docs/errors.md.
import { defineDiagnostics } from '../lib/diagnostics.js';

export const found = defineDiagnostics({
  DYNAMODB_TABLE_NAME: {
    severity: 'error',
    summary: 'A table has a name that DynamoDB does not allow, or that another table has.',
    fix: 'Use 3 to 255 letters, digits, `_`, `-` or `.`, and a name for each table.',
  },
  DYNAMODB_KEYS: {
    severity: 'error',
    summary: 'The key schema of a table or index is not one that DynamoDB allows.',
    fix: 'Give a partition key and at most one sort key with another name; a local index needs the table’s partition key and a sort key.',
  },
  DYNAMODB_INDEX: {
    severity: 'error',
    summary: 'An index of a table is not one that DynamoDB allows.',
    fix: 'Name each index once, keep to 20 global and 5 local ones, and name attributes only with the projection INCLUDE.',
  },
  DYNAMODB_SEED: {
    severity: 'error',
    summary: 'A seed item can not be put into its table.',
    fix: 'Write the item in DynamoDB JSON (`{"id": {"S": "1"}}`) with every key attribute in its type.',
  },
  DYNAMODB_TRIGGER: {
    severity: 'error',
    summary: 'A function is to be called with changes of a table that is not there or has no stream.',
    fix: 'Correct the name of the table, or turn its stream on (`stream: NEW_AND_OLD_IMAGES`).',
  },
  DYNAMODB_TRIGGER_FILTER: {
    severity: 'error',
    summary: 'A function is to be called with some changes of a table, and the filter that says which is not one.',
    fix: 'Write an event pattern: an object whose leaves are arrays of values or rules (`{"eventName": ["INSERT"]}`), at most ten of them.',
  },
  DYNAMODB_KEYS_CHANGED: {
    severity: 'error',
    summary:
      'The key schema of a table that has data was changed. DynamoDB can not do that, so the table stays as it was.',
    fix: 'Give the new table another name, or take the table out of the app, delete it (`aws dynamodb delete-table`), and put it back.',
  },
});
