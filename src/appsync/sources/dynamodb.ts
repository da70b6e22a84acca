// The DynamoDB data source: reads the operation a handler asked for and hands the request to its descriptor in
// sources/dynamodb/. (js-resolver-reference-dynamodb.md, resolver-mapping-template-reference-dynamodb.md)
import { notEmulated } from '../../aws/errors.js';
import { found } from './diagnostics.js';
import { batchDeleteItem, batchGetItem, batchPutItem } from './dynamodb/batches.js';
import { deleteItem, getItem, putItem, updateItem } from './dynamodb/items.js';
import type { DynamoSource, Operation } from './dynamodb/operation.js';
import { createPageTokens } from './dynamodb/page-token.js';
import { query, scan } from './dynamodb/pages.js';
import { transactGetItems, transactWriteItems } from './dynamodb/transactions.js';
import { allowOnly, answering, needText, RequestFault, readDocument } from './request-document.js';
import { type SourceKind, sourceFault } from './source.js';

const OPERATIONS: readonly Operation[] = [
  getItem,
  putItem,
  updateItem,
  deleteItem,
  query,
  scan,
  batchGetItem,
  batchPutItem,
  batchDeleteItem,
  transactGetItems,
  transactWriteItems,
];

/** Members of a request that only versioned data sources take. */
const VERSIONED_ELEMENTS: ReadonlySet<string> = new Set(['_version', 'customPartitionKey', 'populateIndexFields']);

interface Known {
  readonly operation: Operation;
  readonly elements: ReadonlySet<string>;
}

function operationsOf(versioned: boolean): ReadonlyMap<string, Known> {
  const known = OPERATIONS.map((operation): [string, Known] => {
    const elements = operation.elements.filter((name) => versioned || !VERSIONED_ELEMENTS.has(name));
    return [operation.name, { operation, elements: new Set(['version', 'operation', ...elements]) }];
  });
  return new Map(known);
}

const PLAIN = operationsOf(false);
const VERSIONED = operationsOf(true);

/** What a versioned source takes, in the order AWS's message names them (category-api#1898). */
const VERSIONED_NAMES = 'TransactGetItems,PutItem,BatchGetItem,Scan,Query,GetItem,DeleteItem,UpdateItem,Sync';
const VERSIONED_SET: ReadonlySet<string> = new Set(VERSIONED_NAMES.split(','));

export const dynamodb: SourceKind = {
  type: 'AMAZON_DYNAMODB',
  covers: `${OPERATIONS.map((operation) => operation.name).join(', ')}; no Sync, no conflict detection`,
  check({ name, config, place }) {
    if (typeof config['tableName'] !== 'string') {
      return [found.SOURCE_CONFIG(`The data source ${name} has no tableName.`, place)];
    }
    if (config['versioned'] !== true) return [];
    return [found.SOURCE_VERSIONED_NOT_EMULATED(`The data source ${name} is versioned.`, place)];
  },
  create({ config }, ports) {
    const versioned = config['versioned'] === true;
    const source: DynamoSource = {
      table: String(config['tableName'] ?? ''),
      region: String(config['awsRegion'] ?? ports.account.region),
      versioned,
      backend: ports.dynamodb,
      lambda: ports.lambda,
      random: ports.random,
      tokens: createPageTokens(ports.tokenKey ?? ports.random.bytes(32), ports.random),
    };
    const operations = versioned ? VERSIONED : PLAIN;
    return (call) =>
      answering(() => {
        const document = readDocument(call.request);
        const name = needText(document, '$', 'operation');
        if (versioned && !VERSIONED_SET.has(name)) {
          throw new RequestFault(
            `Unsupported operation '${name}'. Datasource Versioning only supports the following operations (${VERSIONED_NAMES})`,
          );
        }
        if (versioned && name === 'Sync') {
          const error = notEmulated('The DynamoDB resolver operation Sync');
          return { result: null, error: sourceFault(error.code, error.message) };
        }
        const known = operations.get(name);
        if (!known) throw new RequestFault(`Unsupported operation '${name}'.`);
        allowOnly(document, '$', known.elements);
        return known.operation.run(document, source, call);
      });
  },
};
