// Scan: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
import { findTable } from '../engine/engine.js';
import { readPage } from '../engine/page.js';
import {
  findTarget,
  needsFetch,
  pageRequest,
  readFilter,
  readShown,
  readStart,
  rowKey,
  type SearchInput,
  searchAnswer,
} from '../engine/search.js';
import { readPlaceholders } from '../expressions/compile.js';
import { requestFault, validationFault } from '../faults.js';
import * as members from '../input/members.js';
import { integer, text } from '../input/shape.js';
import { afterKey, segmentStart } from '../keys/encode.js';
import { type LegacyCondition, refuseMixture } from '../legacy/conditions.js';
import { defineOperation } from './operation.js';

interface ScanInput extends SearchInput {
  readonly ScanFilter?: Readonly<Record<string, LegacyCondition>>;
  readonly Segment?: number;
  readonly TotalSegments?: number;
}

function checkSegments({ Segment: segment, TotalSegments: total }: ScanInput): void {
  const has = (value: number | undefined): value is number => value !== undefined && value !== null;
  if (has(total) && !has(segment)) {
    throw requestFault(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (has(segment) && !has(total)) {
    throw requestFault(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (has(segment) && has(total) && segment >= total) {
    throw requestFault(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
}

export const scan = defineOperation<ScanInput>({
  name: 'Scan',
  words: 'older',
  shape: {
    TableName: members.tableName,
    IndexName: members.indexName,
    AttributesToGet: members.attributesToGet,
    Limit: integer({ min: 1 }),
    Select: members.select,
    ScanFilter: members.conditions,
    ConditionalOperator: members.conditionalOperator,
    ExclusiveStartKey: members.values,
    ReturnConsumedCapacity: members.returnConsumedCapacity,
    TotalSegments: integer({ min: 1, max: 1_000_000 }),
    Segment: integer({ min: 0, max: 999_999 }),
    ProjectionExpression: text(),
    FilterExpression: text(),
    ExpressionAttributeNames: members.names,
    ExpressionAttributeValues: members.values,
    ConsistentRead: members.consistentRead,
  },
  run(input, engine) {
    const { FilterExpression, ProjectionExpression, Segment = 0, TotalSegments } = input;
    refuseMixture(
      {
        AttributesToGet: input.AttributesToGet,
        ScanFilter: input.ScanFilter,
        ConditionalOperator: input.ConditionalOperator,
      },
      { ProjectionExpression, FilterExpression },
    );
    checkSegments(input);
    const placeholders = readPlaceholders(engine.expressions, input, { FilterExpression, ProjectionExpression });
    const filter = readFilter(placeholders, input, input.ScanFilter);
    const shown = readShown(placeholders, input, 'Scanning');
    placeholders.finish();
    const target = findTarget(findTable(engine, input.TableName), input);
    const search = { target, shown, filter, fetches: needsFetch(target, input, shown) };
    let from = TotalSegments ? segmentStart(Segment, TotalSegments) : undefined;
    const to = TotalSegments ? segmentStart(Segment + 1, TotalSegments) : undefined;
    const start = readStart(target, input, false);
    if (start) {
      const key = rowKey(target, start);
      if ((from && key.compare(from) < 0) || (to && key.compare(to) >= 0)) {
        throw validationFault(
          `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${TotalSegments} Segment: ${Segment}`,
        );
      }
      from = afterKey(key);
    }
    const page = readPage(engine.catalog.rows, { ...pageRequest(engine, input, search), from, to, forward: true });
    return searchAnswer(input, search, page);
  },
});
