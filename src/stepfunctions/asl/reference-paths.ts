// ResultPath: puts a result into a copy of the input. Only the objects on the way are copied.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultpath.html
import { isObject } from '../../lib/json.js';
import { EvaluationFault } from './faults.js';
import type { Path } from './paths.js';

/** `input` with `value` at `path`; missing objects are made. */
export function writeAt(input: unknown, path: Path, value: unknown): unknown {
  const write = (target: unknown, depth: number): unknown => {
    const step = path.steps[depth];
    if (step === undefined) return value;
    if (step.kind === 'key' && (isObject(target) || (target === undefined && depth > 0))) {
      const object = (target ?? {}) as Record<string, unknown>;
      const own = Object.hasOwn(object, step.key) ? object[step.key] : undefined;
      const copy = { ...object };
      // Not `copy[key] = ...`: a key may be `__proto__`.
      Object.defineProperty(copy, step.key, {
        value: write(own, depth + 1),
        writable: true,
        enumerable: true,
        configurable: true,
      });
      return copy;
    }
    if (step.kind === 'index' && Array.isArray(target) && step.index >= 0 && step.index < target.length) {
      return target.with(step.index, write(target[step.index], depth + 1));
    }
    throw new EvaluationFault(
      `Unable to apply ReferencePath ${path.text} to input ${JSON.stringify(input)}`,
      'States.ResultPathMatchFailure',
    );
  };
  return write(input, 0);
}
