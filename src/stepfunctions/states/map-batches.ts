// ItemBatcher of a Distributed Map: several items become the input of one child. Used by map-distributed.ts.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
import { isObject } from '../../lib/json.js';
import { compileCompute } from '../asl/jsonata-fields.js';
import type { Scope } from '../asl/scope.js';
import { compileField } from './flow.js';
import { compileNumber } from './map-parts.js';
import type { StateContext } from './state.js';

export type Batcher = (
  scope: Scope,
  inputs: readonly unknown[],
) => readonly { readonly value: unknown; readonly items: number }[];

/** Without the field each item is a child's input. */
export function compileBatcher(source: unknown, context: StateContext): Batcher {
  const single: Batcher = (_, inputs) => inputs.map((value) => ({ value, items: 1 }));
  if (source === undefined) return single;
  const inner = { ...context, location: `${context.location}/ItemBatcher` };
  if (!isObject(source)) {
    context.check.schema('Expected value of type Object', inner.location);
    return single;
  }
  const most = compileNumber(source, 'MaxItemsPerBatch', undefined, inner);
  const bytes = compileNumber(source, 'MaxInputBytesPerBatch', undefined, inner);
  const shared =
    context.queryLanguage === 'JSONata' && source['BatchInput'] !== undefined
      ? compileCompute(source['BatchInput'], 'ItemBatcher/BatchInput', context)
      : compileField(source, 'BatchInput', context.check, inner.location);
  return (scope, inputs) => {
    const [count, size] = [most(scope) ?? Infinity, bytes(scope) ?? 262_144];
    const more = shared ? { BatchInput: shared(scope) } : {};
    const batches: unknown[][] = [];
    let room = 0;
    for (const value of inputs) {
      const length = Buffer.byteLength(JSON.stringify(value)) + 1;
      const last = batches.at(-1);
      if (last && last.length < count && length <= room) last.push(value);
      else {
        batches.push([value]);
        room = size - Buffer.byteLength(JSON.stringify({ ...more, Items: [] }));
      }
      room -= length;
    }
    return batches.map((values) => ({ value: { ...more, Items: values }, items: values.length }));
  };
}
