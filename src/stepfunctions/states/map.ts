// Map, inline: runs its processor once for each item, so many at a time, and gives the list of their outputs.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
import { isObject } from '../../lib/json.js';
import type { Check, JsonRecord } from '../asl/check.js';
import { EvaluationFault } from '../asl/faults.js';
import { compileCompute, compileTyped, expressionIn, queryFault } from '../asl/jsonata-fields.js';
import type { Path } from '../asl/paths.js';
import { type Scope, withInput } from '../asl/scope.js';
import { compileField, compileFlow, compilePathField, compileTransition, readRequired } from './flow.js';
import { nextLead } from './plain.js';
import { compileCatchers, compileRetriers } from './retries.js';
import type { Block, StateType, Step } from './state.js';

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

/** An integer that a `...Path` field refers to, in AWS's words when it is none (recorded). */
function readInteger(path: Path, field: string, scope: Scope): number {
  const value = readRequired(path, scope);
  // Digits in a string will do (recorded).
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw new EvaluationFault(`The ${field} field refers to value "${shown}" which is not a valid integer: ${path.text}`);
}

/** What belongs to a Distributed Map: refused by name until it is emulated. */
const DISTRIBUTED = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];
/** An inline Map may have these too; they mean nothing there (recorded). */
const TOLERANCE = ['ToleratedFailureCount', 'ToleratedFailurePercentage'];

function compileProcessor(
  source: JsonRecord,
  check: Check,
  location: string,
  block: (source: JsonRecord, location: string) => Block,
): Block | undefined {
  const field = source['Iterator'] === undefined ? 'ItemProcessor' : 'Iterator';
  const processor = source[field];
  if (processor === undefined) {
    check.schema("The field 'ItemProcessor' is required but was missing", location);
    return undefined;
  }
  if (!isObject(processor)) {
    check.schema('Expected value of type Object', `${location}/${field}`);
    return undefined;
  }
  const config = processor['ProcessorConfig'];
  const mode = isObject(config) ? (config['Mode'] ?? 'INLINE') : 'INLINE';
  if (mode === 'DISTRIBUTED')
    check.notEmulated('A Map state in DISTRIBUTED mode', `${location}/${field}/ProcessorConfig`);
  else if (mode !== 'INLINE')
    check.schema('Value must be one of [INLINE, DISTRIBUTED]', `${location}/${field}/ProcessorConfig/Mode`);
  return block(processor, `${location}/${field}`);
}

export const map: StateType = {
  type: 'Map',
  fields: [
    ...['Next', 'End', 'InputPath', 'OutputPath', 'ResultPath', 'ResultSelector', 'Assign', 'Retry', 'Catch'],
    ...['ItemsPath', 'ItemSelector', 'Parameters', 'ItemProcessor', 'Iterator', 'MaxConcurrency', 'MaxConcurrencyPath'],
    ...[...TOLERANCE, 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath', ...DISTRIBUTED],
  ],
  jsonataFields: [
    ...['Next', 'End', 'Output', 'Assign', 'Retry', 'Catch', 'Items', 'ItemSelector', 'ItemProcessor'],
    ...['MaxConcurrency', ...TOLERANCE, ...DISTRIBUTED],
  ],
  compile(source, context) {
    const { check, location, name, block } = context;
    const jsonata = context.queryLanguage === 'JSONata';
    for (const field of DISTRIBUTED) {
      if (source[field] !== undefined) check.notEmulated(`The field ${field} of a Map state`, `${location}/${field}`);
    }
    const next = compileTransition(source, check, location);
    const flow = compileFlow(source, context, next);
    const items =
      jsonata && source['Items'] !== undefined ? compileTyped(source['Items'], 'Items', 'array', context) : undefined;
    const itemsPath = compilePathField(source, 'ItemsPath', check, location);
    const selectorField = source['ItemSelector'] === undefined ? 'Parameters' : 'ItemSelector';
    const selector =
      jsonata && source['ItemSelector'] !== undefined
        ? compileCompute(source['ItemSelector'], 'ItemSelector', context)
        : compileField(source, selectorField, check, location);
    const concurrencyPath = compilePathField(source, 'MaxConcurrencyPath', check, location);
    const concurrency = source['MaxConcurrency'] ?? 0;
    const computed =
      jsonata && expressionIn(concurrency) !== undefined
        ? compileTyped(concurrency, 'MaxConcurrency', 'number', context)
        : undefined;
    if (computed) {
      // Known when the state runs.
    } else if (typeof concurrency !== 'number' || !Number.isInteger(concurrency) || concurrency < 0) {
      check.schema('Value must be a non-negative integer', `${location}/MaxConcurrency`);
    }
    const processor = compileProcessor(source, check, location, block);
    const { catchers, leads } = compileCatchers(source, context);

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
      name,
      type: 'Map',
      leads: [...nextLead(next, location), ...leads],
      blocks: processor ? [processor] : [],
      retriers: compileRetriers(source, context),
      catchers,
      enter(step) {
        const raw = step.scope(step.thread.input);
        const input = flow.selectInput(raw);
        const scope = withInput(raw, input);
        const list = items ? items(scope) : itemsPath ? readRequired(itemsPath, scope) : input;
        if (!Array.isArray(list)) {
          if (jsonata) throw queryFault(`Map state input must be an array but was: ${JSON.stringify(list)}`, undefined);
          throw new EvaluationFault(`Reference path "${itemsPath?.text ?? '$'}" must point to array.`);
        }
        const limit = concurrencyPath
          ? readInteger(concurrencyPath, 'MaxConcurrencyPath', scope)
          : Number(computed ? computed(scope) : concurrency);
        const started = step.emit(['MapStateStarted', 'mapStateStartedEventDetails', { length: list.length }]);
        const memory: MapMemory = { items: list, input, outputs: [], started: 0, left: list.length };
        step.thread.memory = memory;
        if (list.length === 0) {
          step.note(['MapStateSucceeded']);
          return flow.exit(raw, []);
        }
        const first = Math.min(list.length, limit === 0 ? MOST_AT_ONCE : limit);
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
        return { kind: 'failed', failure };
      },
      giveUp: (step) => void step.emit(['MapStateFailed']),
    };
  },
};
