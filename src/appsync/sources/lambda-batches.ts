// Gathers the BatchInvoke calls of one operation's list items into one call of the function, and hands each its item of the
// answer. resolver-mapping-template-reference-lambda.md, tutorial-lambda-resolvers-js.md "Advanced use case: Batching".
import { soon } from '../../lib/soon.js';
import type { OperationScope } from '../runtime/unit.js';
import { type BatchSettings, type SourceAnswer, sourceFault } from './source.js';

export interface BatchItem {
  readonly payload: unknown;
  /** Invocation type Event: nobody waits for the answer. Calls of different types never share a batch. */
  readonly event: boolean;
}

/** Calls the function with a list; its answer to the whole of it, before the items are told apart. */
export type CallBatch = (payloads: readonly unknown[], event: boolean) => Promise<SourceAnswer>;

interface Batch {
  readonly payloads: unknown[];
  readonly waiting: { readonly resolve: (answer: SourceAnswer) => void; readonly reject: (cause: unknown) => void }[];
}

export interface Batches {
  /** Waits for the operation's other items of the same resolver, up to as many as the settings say. */
  add(operation: OperationScope, settings: BatchSettings, item: BatchItem): Promise<SourceAnswer>;
}

export function createBatches(call: CallBatch): Batches {
  // By operation first: what one caller asks never travels with what another one asks.
  const open = new WeakMap<OperationScope, Map<BatchSettings, { requests?: Batch; events?: Batch }>>();

  const send = ({ payloads, waiting }: Batch, event: boolean): void => {
    call(payloads, event).then(
      (answer) => {
        waiting.forEach(({ resolve }, index) => {
          resolve(event || answer.error ? answer : itemOf(answer.result, index, payloads.length));
        });
      },
      (cause: unknown) => {
        for (const { reject } of waiting) reject(cause);
      },
    );
  };

  return {
    add(operation, settings, { payload, event }) {
      const bySettings = open.get(operation) ?? new Map<BatchSettings, { requests?: Batch; events?: Batch }>();
      open.set(operation, bySettings);
      const batches = bySettings.get(settings) ?? {};
      bySettings.set(settings, batches);
      const kind = event ? 'events' : 'requests';
      return new Promise((resolve, reject) => {
        const batch: Batch = batches[kind] ?? { payloads: [], waiting: [] };
        batches[kind] = batch;
        batch.payloads.push(payload);
        batch.waiting.push({ resolve, reject });
        const close = (): void => {
          if (batches[kind] !== batch) return;
          delete batches[kind];
          send(batch, event);
        };
        if (batch.payloads.length >= settings.size) close();
        else if (batch.payloads.length === 1) soon(close);
      });
    },
  };
}

/** "The response list must match in size and order." */
function itemOf(list: unknown, index: number, size: number): SourceAnswer {
  if (Array.isArray(list) && list.length === size) return { result: list[index] ?? null };
  const got = Array.isArray(list) ? `${list.length} items` : 'no list';
  return {
    result: null,
    error: sourceFault('Lambda:IllegalArgument', `The function answered a batch of ${size} with ${got}.`),
  };
}
