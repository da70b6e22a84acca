// The members of @aws-appsync/utils/dynamodb: each makes the request object of one operation from plain values.
// built-in-modules-js.md, "DynamoDB module functions". The DynamoDB data source carries the request out.
import { isNothing, isPlainObject, type PlainObject } from '../../plain.js';
import { UtilMisuse } from '../../session.js';
import { type DynamodbExpression, dynamodbExpression } from '../../transform/dynamodb-expression.js';
import { keyCondition } from './key-condition.js';
import { operations } from './operations.js';
import { Placeholders } from './placeholders.js';
import { createSets } from './sets.js';
import { updateExpression } from './update-expression.js';

const SCAN_MEMBERS = [
  'index',
  'limit',
  'nextToken',
  'consistentRead',
  'totalSegments',
  'segment',
  'select',
  'scanIndexForward',
] as const;
const WRITE_MEMBERS = ['customPartitionKey', 'populateIndexFields', '_version'] as const;
const SYNC_MEMBERS = ['basePartitionKey', 'deltaIndexName', 'limit', 'nextToken', 'lastSync'] as const;

function objectOf(value: unknown, what: string): PlainObject {
  if (!isPlainObject(value)) throw new UtilMisuse(`Expected ${what} to be an object.`);
  return value;
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new UtilMisuse(`Expected ${what} to be an array.`);
  return value;
}

/** The named members that are there. */
function pick(payload: PlainObject, members: readonly string[]): PlainObject {
  return Object.fromEntries(members.flatMap((name) => (isNothing(payload[name]) ? [] : [[name, payload[name]]])));
}

/** `filter` and `condition`: left out when there is none. */
function expressionMember(name: 'filter' | 'condition', value: unknown): PlainObject {
  return isNothing(value) ? {} : { [name]: dynamodbExpression(value) };
}

/** `['id', 'address.city']` as a projection; each step of a path has its own name. */
function projectionMember(value: unknown, placeholders: Placeholders): PlainObject {
  if (isNothing(value)) return {};
  const paths = listOf(value, 'projection').map((path) =>
    String(path)
      .split('.')
      .map((step) => placeholders.name(step))
      .join('.'),
  );
  const { expression, expressionNames } = placeholders.take(paths.join(', '));
  return { projection: { expression, expressionNames } };
}

export function createDynamodbModule() {
  const { marshal, marshalMap, isSet, setMakers } = createSets();
  const placeholders = (): Placeholders => new Placeholders(marshal);
  const keyOf = (payload: PlainObject): PlainObject => marshalMap(objectOf(payload['key'], 'key'));
  const keyList = (keys: unknown): PlainObject[] => listOf(keys, 'keys').map((key) => marshalMap(objectOf(key, 'key')));

  function scanLike(operation: string, payload: PlainObject, query?: DynamodbExpression, names = placeholders()) {
    return {
      operation,
      ...(query ? { query } : {}),
      ...pick(payload, SCAN_MEMBERS),
      ...expressionMember('filter', payload['filter']),
      ...projectionMember(payload['projection'], names),
    };
  }

  /** The members that a write has alone and in a transaction. */
  const putBody = (payload: PlainObject): PlainObject => ({
    key: keyOf(payload),
    attributeValues: marshalMap(objectOf(payload['item'], 'item')),
    ...expressionMember('condition', payload['condition']),
  });
  const updateBody = (payload: PlainObject): PlainObject => ({
    key: keyOf(payload),
    update: updateExpression(payload['update'], placeholders(), isSet),
    ...expressionMember('condition', payload['condition']),
  });
  const keyBody = (payload: PlainObject): PlainObject => ({
    key: keyOf(payload),
    ...expressionMember('condition', payload['condition']),
  });

  /** A member of transactWrite's items: its name there, its operation, its body. */
  const transactWrites = [
    ['putItem', 'PutItem', putBody],
    ['updateItem', 'UpdateItem', updateBody],
    ['deleteItem', 'DeleteItem', keyBody],
    ['conditionCheck', 'ConditionCheck', keyBody],
  ] as const;

  function transactWriteItem(item: unknown): PlainObject {
    const given = objectOf(item, 'item');
    for (const [member, operation, body] of transactWrites) {
      if (isNothing(given[member])) continue;
      const payload = objectOf(given[member], member);
      return { table: payload['table'], operation, ...body(payload) };
    }
    throw new UtilMisuse('Expected an item to have putItem, updateItem, deleteItem or conditionCheck.');
  }

  const tablesOf = (payload: unknown, body: (value: unknown) => unknown): PlainObject => {
    const tables = objectOf(objectOf(payload, 'payload')['tables'], 'tables');
    return Object.fromEntries(Object.entries(tables).map(([name, value]) => [name, body(value)]));
  };

  const write =
    (operation: string, body: (payload: PlainObject) => PlainObject) =>
    (payload?: unknown): PlainObject => {
      const given = objectOf(payload, 'payload');
      return { operation, ...body(given), ...pick(given, WRITE_MEMBERS) };
    };

  return {
    get(payload?: unknown): PlainObject {
      const given = objectOf(payload, 'payload');
      return {
        operation: 'GetItem',
        key: keyOf(given),
        ...pick(given, ['consistentRead']),
        ...projectionMember(given['projection'], placeholders()),
      };
    },
    put: write('PutItem', putBody),
    update: write('UpdateItem', updateBody),
    remove: write('DeleteItem', keyBody),

    scan: (payload?: unknown): PlainObject => scanLike('Scan', objectOf(payload ?? {}, 'payload')),
    query(payload?: unknown): PlainObject {
      const given = objectOf(payload, 'payload');
      const names = placeholders();
      return scanLike('Query', given, keyCondition(given['query'], names), names);
    },
    sync(payload?: unknown): PlainObject {
      const given = objectOf(payload ?? {}, 'payload');
      return { operation: 'Sync', ...pick(given, SYNC_MEMBERS), ...expressionMember('filter', given['filter']) };
    },

    batchGet: (payload?: unknown): PlainObject => ({
      operation: 'BatchGetItem',
      tables: tablesOf(payload, (value) => {
        const table = objectOf(value, 'table');
        return {
          keys: keyList(table['keys']),
          ...pick(table, ['consistentRead']),
          ...projectionMember(table['projection'], placeholders()),
        };
      }),
    }),
    batchPut: (payload?: unknown): PlainObject => ({
      operation: 'BatchPutItem',
      tables: tablesOf(payload, (items) => listOf(items, 'items').map((item) => marshalMap(objectOf(item, 'item')))),
    }),
    batchDelete: (payload?: unknown): PlainObject => ({
      operation: 'BatchDeleteItem',
      tables: tablesOf(payload, keyList),
    }),

    transactGet: (payload?: unknown): PlainObject => ({
      operation: 'TransactGetItems',
      transactItems: listOf(objectOf(payload, 'payload')['items'], 'items').map((item) => {
        const given = objectOf(item, 'item');
        return {
          table: given['table'],
          key: keyOf(given),
          ...projectionMember(given['projection'], placeholders()),
        };
      }),
    }),
    transactWrite: (payload?: unknown): PlainObject => ({
      operation: 'TransactWriteItems',
      transactItems: listOf(objectOf(payload, 'payload')['items'], 'items').map(transactWriteItem),
    }),

    operations,
    ...setMakers,
  };
}
