// Runs one write and makes the answer of PutItem, UpdateItem and DeleteItem: Attributes, ConsumedCapacity,
// ItemCollectionMetrics. The answer comes after the shared commit that holds the write.
import type { Projection } from '../expressions/projection.js';
import type { LiveTable } from '../storage/table.js';
import type { Item } from '../values/value.js';
import {
  consumedCapacity,
  countWrite,
  createUsage,
  itemCollectionMetrics,
  type ReturnConsumedCapacity,
} from './capacity.js';
import type { Engine } from './engine.js';
import type { Bind } from './prepare.js';
import { runWrite, type Written } from './write.js';

export interface WriteInput {
  readonly TableName: string;
  readonly ReturnValues?: 'NONE' | 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW';
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: 'NONE' | 'SIZE';
}

function returnedAttributes(
  input: WriteInput,
  { before, after }: Written,
  touched: Projection | undefined,
): Item | undefined {
  switch (input.ReturnValues) {
    case 'ALL_OLD':
      return before?.item;
    case 'ALL_NEW':
      return after?.item;
    case 'UPDATED_OLD':
    case 'UPDATED_NEW': {
      const side = input.ReturnValues === 'UPDATED_OLD' ? before : after;
      const shown = side && touched?.(side.item);
      return shown && Object.keys(shown).length > 0 ? shown : undefined;
    }
    default:
      return undefined;
  }
}

/** `touched` shows what an update changed. */
export async function writeAndAnswer(
  engine: Engine,
  input: WriteInput,
  bind: Bind,
  table: LiveTable,
  touched?: Projection,
): Promise<Record<string, unknown>> {
  const level = input.ReturnConsumedCapacity ?? 'NONE';
  const returns = input.ReturnValues ?? 'NONE';
  const write = bind(table, { readsBefore: level !== 'NONE' || returns !== 'NONE' });
  const written = await engine.database.commit(() => runWrite(engine, write));
  const answer: Record<string, unknown> = {};
  const attributes = returnedAttributes(input, written, touched);
  if (attributes) answer['Attributes'] = attributes;
  if (level !== 'NONE') {
    const usage = createUsage();
    countWrite(usage, Math.max(written.before?.size ?? 0, written.after?.size ?? 0), written.changes);
    answer['ConsumedCapacity'] = consumedCapacity(table.program, usage, level);
  }
  const metrics =
    input.ReturnItemCollectionMetrics === 'SIZE' ? itemCollectionMetrics(table.program, write.keyItem) : undefined;
  if (metrics) answer['ItemCollectionMetrics'] = metrics;
  return answer;
}
