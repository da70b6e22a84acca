// Query: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
import { findTable } from '../engine/engine.js';
import { readPage } from '../engine/page.js';
import {
  type Filter,
  findTarget,
  needsFetch,
  pageRequest,
  readFilter,
  readShown,
  readStart,
  rowKey,
  type SearchInput,
  searchAnswer,
  type Target,
} from '../engine/search.js';
import { type Placeholders, readPlaceholders } from '../expressions/compile.js';
import {
  bindKeyTests,
  checkKeyTests,
  type KeyCondition,
  type KeyTest,
  keyTests,
} from '../expressions/key-condition.js';
import type { Condition, Operand } from '../expressions/tree.js';
import { requestFault, validationFault } from '../faults.js';
import * as members from '../input/members.js';
import { flag, integer, text } from '../input/shape.js';
import { afterKey, INDEX_LAYOUT, partitionPrefix, TABLE_LAYOUT } from '../keys/encode.js';
import { keyRange } from '../keys/range.js';
import { conditionTree, type LegacyCondition, refuseMixture } from '../legacy/conditions.js';
import { compareValues } from '../values/value.js';
import { defineOperation } from './operation.js';

interface QueryInput extends SearchInput {
  readonly KeyConditionExpression?: string;
  readonly KeyConditions?: Readonly<Record<string, LegacyCondition>>;
  readonly QueryFilter?: Readonly<Record<string, LegacyCondition>>;
  readonly ScanIndexForward?: boolean;
}

function readKeyTests(placeholders: Placeholders, input: QueryInput): KeyTest[] {
  let tests: KeyTest[];
  if (typeof input.KeyConditionExpression === 'string') {
    const { tree } = placeholders.condition('KeyConditionExpression', input.KeyConditionExpression);
    tests = keyTests(tree, placeholders.values);
  } else if (input.KeyConditions) {
    tests = Object.entries(input.KeyConditions).flatMap(([name, condition]) => {
      if (['NE', 'IN', 'NULL', 'NOT_NULL', 'CONTAINS', 'NOT_CONTAINS'].includes(condition.ComparisonOperator ?? '')) {
        throw requestFault('Attempted conditional constraint is not an indexable operation');
      }
      return keyTests(conditionTree(name, condition), {});
    });
  } else {
    throw requestFault(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  checkKeyTests(tests);
  return tests;
}

function attributesOf(tree: Condition): string[] {
  const of = (operand: Operand): string[] => {
    if (operand.kind === 'path') return [operand.parts[0] as string];
    return operand.kind === 'call' ? operand.operands.flatMap(of) : [];
  };
  switch (tree.kind) {
    case 'and':
    case 'or':
      return [...attributesOf(tree.left), ...attributesOf(tree.right)];
    case 'not':
      return attributesOf(tree.condition);
    case 'compare':
      return [...of(tree.left), ...of(tree.right)];
    case 'between':
      return [tree.operand, tree.lower, tree.upper].flatMap(of);
    case 'in':
      return [tree.operand, ...tree.options].flatMap(of);
    case 'test':
      return tree.operands.flatMap(of);
  }
}

function checkFilter(filter: Filter | undefined, target: Target, legacy: boolean): void {
  if (!filter) return;
  const { hash, range } = target.index ?? target.table.program;
  const name = attributesOf(filter.tree).find((attribute) => attribute === hash.name || attribute === range?.name);
  if (name === undefined) return;
  const parameter = legacy ? 'QueryFilter' : 'Filter Expression';
  throw validationFault(`${parameter} can only contain non-primary key attributes: Primary key attribute: ${name}`);
}

function checkBounds({ range }: KeyCondition): void {
  if (range?.operator !== 'BETWEEN' || compareValues(range.values[0]!, range.values[1]!)! <= 0) return;
  const [low, high] = range.values.map(
    (value) => `AttributeValue: {${Object.keys(value)[0]}:${Object.values(value)[0]}}`,
  );
  throw requestFault(
    `Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: ${low}, upper bound operand: ${high}`,
  );
}

export const query = defineOperation<QueryInput>({
  name: 'Query',
  shape: {
    TableName: members.tableName,
    IndexName: members.indexName,
    Select: members.select,
    AttributesToGet: members.attributesToGet,
    Limit: integer({ min: 1, reportAs: 'Limit' }),
    ConsistentRead: members.consistentRead,
    KeyConditions: members.conditions,
    QueryFilter: members.conditions,
    ConditionalOperator: members.conditionalOperator,
    ScanIndexForward: flag(),
    ExclusiveStartKey: members.values,
    ReturnConsumedCapacity: members.returnConsumedCapacity,
    ProjectionExpression: text(),
    FilterExpression: text(),
    KeyConditionExpression: text(),
    ExpressionAttributeNames: members.names,
    ExpressionAttributeValues: members.values,
  },
  run(input, engine) {
    const { KeyConditionExpression, FilterExpression, ProjectionExpression } = input;
    refuseMixture(
      {
        AttributesToGet: input.AttributesToGet,
        QueryFilter: input.QueryFilter,
        ConditionalOperator: input.ConditionalOperator,
        KeyConditions: input.KeyConditions,
      },
      { ProjectionExpression, FilterExpression, KeyConditionExpression },
    );
    const placeholders = readPlaceholders(engine.expressions, input, {
      FilterExpression,
      KeyConditionExpression,
      ProjectionExpression,
    });
    const filter = readFilter(placeholders, input, input.QueryFilter);
    const shown = readShown(placeholders, input, 'Querying');
    const tests = readKeyTests(placeholders, input);
    placeholders.finish();
    const target = findTarget(findTable(engine, input.TableName), input);
    const condition = bindKeyTests(tests, target.index ?? target.table.program);
    checkBounds(condition);
    checkFilter(filter, target, typeof input.FilterExpression !== 'string');
    const search = { target, shown, filter, fetches: needsFetch(target, input, shown) };
    const forward = input.ScanIndexForward ?? true;
    let { from, to } = keyRange(condition, target.index ? INDEX_LAYOUT : TABLE_LAYOUT);
    const start = readStart(target, input, true);
    if (start) {
      const key = rowKey(target, start);
      const partition = partitionPrefix(condition.hash);
      if (!key.subarray(0, partition.length).equals(partition)) {
        throw validationFault('The provided starting key is outside query boundaries based on provided conditions');
      }
      if (key.compare(from) < 0 || (to && key.compare(to) >= 0)) {
        throw validationFault('The provided starting key does not match the range key predicate');
      }
      if (forward) from = afterKey(key);
      else to = key;
    }
    const page = readPage(engine.catalog.rows, { ...pageRequest(engine, input, search), from, to, forward });
    return searchAnswer(input, search, page);
  },
});
