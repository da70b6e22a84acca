// Query and Scan of the DynamoDB source: pages of items with an opaque nextToken.
// (js-aws-appsync-resolver-reference-dynamodb-{query,scan,filter,projections}.md)
import type { DynamoDbOperation } from '../../../backends/dynamodb-port.js';
import {
  needObject,
  type RequestDocument,
  RequestFault,
  readBoolean,
  readInteger,
  readText,
} from '../request-document.js';
import { sourceFault } from '../source.js';
import { plainItems } from './attribute-value.js';
import { addExpression, addSection, type DynamoInput } from './expressions.js';
import { type Answer, callDynamoDb, type DynamoSource, type Operation } from './operation.js';

/** The guide has no COUNT, which DynamoDB itself would take: a page has its items. */
const SELECT: ReadonlySet<string> = new Set(['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES']);

const SHARED = ['index', 'nextToken', 'limit', 'consistentRead', 'select', 'filter', 'projection'];

export const query: Operation = {
  name: 'Query',
  elements: [...SHARED, 'query', 'scanIndexForward'],
  run(document, source) {
    const input: DynamoInput = { TableName: source.table };
    addExpression(input, 'KeyConditionExpression', needObject(document, '$', 'query'), '$[query]');
    const forward = readBoolean(document, '$', 'scanIndexForward');
    if (forward !== undefined) input['ScanIndexForward'] = forward;
    return page('Query', input, document, source);
  },
};

export const scan: Operation = {
  name: 'Scan',
  elements: [...SHARED, 'totalSegments', 'segment'],
  run(document, source) {
    const input: DynamoInput = { TableName: source.table };
    const segments = readInteger(document, '$', 'totalSegments');
    if (segments !== undefined) input['TotalSegments'] = segments;
    const segment = readInteger(document, '$', 'segment');
    if (segment !== undefined) input['Segment'] = segment;
    return page('Scan', input, document, source);
  },
};

function page(
  operation: DynamoDbOperation,
  input: DynamoInput,
  document: RequestDocument,
  source: DynamoSource,
): Answer {
  addSection(input, 'FilterExpression', document, '$', 'filter');
  addSection(input, 'ProjectionExpression', document, '$', 'projection');
  const index = readText(document, '$', 'index');
  if (index !== undefined) input['IndexName'] = index;
  const limit = readInteger(document, '$', 'limit');
  if (limit !== undefined) input['Limit'] = limit;
  const consistent = readBoolean(document, '$', 'consistentRead');
  if (consistent !== undefined) input['ConsistentRead'] = consistent;
  const select = readText(document, '$', 'select');
  if (select !== undefined) {
    if (!SELECT.has(select)) throw new RequestFault(`Unsupported select '${select}'.`);
    input['Select'] = select;
  }
  const purpose = JSON.stringify([operation, source.table, index ?? null]);
  const token = readText(document, '$', 'nextToken');
  if (token !== undefined) {
    const key = source.tokens.open(token, purpose);
    // amplify-cli#3411
    if (!key) {
      return {
        result: null,
        error: sourceFault(
          'DynamoDB:UserIllegalArgumentException',
          'com.amazonaws.deepdish.common.pagination.InvalidPaginationTokenException: Invalid pagination token given.',
        ),
      };
    }
    input['ExclusiveStartKey'] = key;
  }
  return callDynamoDb(source, operation, input, (output) => ({
    result: {
      items: plainItems(output['Items']),
      nextToken: source.tokens.seal(output['LastEvaluatedKey'], purpose),
      scannedCount: output['ScannedCount'] ?? 0,
      // Only a versioned data source knows when a sync began.
      startedAt: null,
    },
  }));
}
