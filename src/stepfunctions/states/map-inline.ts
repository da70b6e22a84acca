// Map in INLINE mode: its iterations are lines of control of the same execution, so many at a time.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
import { withInput } from '../asl/scope.js';
import type { MapParts } from './map-parts.js';
import { type Block, failed, type StateProgram, type Step } from './state.js';

interface MapMemory {
  readonly items: readonly unknown[];
  /** The effective input, which ItemSelector reads. */
  readonly input: unknown;
  readonly outputs: unknown[];
  started: number;
  left: number;
}

/** AWS runs up to 40 iterations of an inline Map at once when MaxConcurrency is 0. */
const MOST_AT_ONCE = 40;

export function inline(
  { name, flow, list, selector, limit }: MapParts,
  processor: Block | undefined,
): Pick<StateProgram, 'enter' | 'childEnded' | 'childFailed' | 'giveUp'> {
  /** Begins the next iteration behind event `last`. */
  const startNext = (step: Step, memory: MapMemory, last: number): void => {
    const index = memory.started;
    memory.started += 1;
    const item = { index, value: memory.items[index] };
    const scope = step.scope(memory.input, { item });
    const input = selector ? selector(scope) : item.value;
    const began = step.thread.last;
    step.thread.last = last;
    const id = step.note(['MapIterationStarted', 'mapIterationStartedEventDetails', { name, index }]);
    step.thread.last = began;
    step.fork(processor!, index, input, id, item);
  };

  return {
    enter(step) {
      const raw = step.scope(step.thread.input);
      const input = flow.selectInput(raw);
      const scope = withInput(raw, input);
      const items = list(scope);
      const most = limit(scope) ?? 0;
      const started = step.emit(['MapStateStarted', 'mapStateStartedEventDetails', { length: items.length }]);
      const memory: MapMemory = { items, input, outputs: [], started: 0, left: items.length };
      step.thread.memory = memory;
      if (items.length === 0) {
        step.note(['MapStateSucceeded']);
        return flow.exit(raw, []);
      }
      const first = Math.min(items.length, most === 0 ? MOST_AT_ONCE : most);
      for (let index = 0; index < first; index += 1) startNext(step, memory, started);
      return undefined;
    },
    childEnded(step, child, output) {
      const memory = step.thread.memory as MapMemory;
      memory.outputs[child.index] = output;
      memory.left -= 1;
      step.thread.last = child.last;
      const details = { name, index: child.index };
      step.emit(['MapIterationSucceeded', 'mapIterationSucceededEventDetails', details]);
      // AWS hangs the next iteration on the last event of the one before, not on its success (recorded).
      if (memory.started < memory.items.length) startNext(step, memory, child.last);
      if (memory.left > 0) return undefined;
      step.note(['MapStateSucceeded']);
      return flow.exit(step.scope(step.thread.input), memory.outputs);
    },
    childFailed(step, child, failure) {
      step.thread.last = child.last;
      step.note(['MapIterationFailed', 'mapIterationFailedEventDetails', { name, index: child.index }]);
      step.abort();
      return failed(failure);
    },
    giveUp: (step) => void step.emit(['MapStateFailed']),
  };
}
