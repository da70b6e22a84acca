// Payload templates: Parameters, ResultSelector, ItemSelector, Assign. A key that ends in `.$` takes its value from a path
// or an intrinsic function; what has none is handed on as it stands, uncopied.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html
import { isObject } from '../../lib/json.js';
import type { Check } from './check.js';
import { EvaluationFault } from './faults.js';
import { type Evaluate, parseIntrinsic } from './intrinsics.js';
import { parsePath } from './paths.js';

/** Compiles a template; what is wrong with it goes to `check`. */
export function compileTemplate(source: unknown, check: Check, location: string): Evaluate {
  return compileNode(source, check, location) ?? (() => source);
}

/** undefined for a node without any `.$` below it. */
function compileNode(source: unknown, check: Check, location: string): Evaluate | undefined {
  if (Array.isArray(source)) {
    const items = source.map((item, index) => compileNode(item, check, `${location}[${index}]`));
    if (items.every((item) => item === undefined)) return undefined;
    return (scope) => items.map((item, index) => (item ? item(scope) : source[index]));
  }
  if (!isObject(source)) return undefined;
  let constant = true;
  const entries = Object.entries(source).map(([key, value]): readonly [string, Evaluate] => {
    if (key.endsWith('.$')) {
      constant = false;
      return [key.slice(0, -2), compileExpression(key, value, check, location)];
    }
    const inner = compileNode(value, check, `${location}/${key}`);
    if (inner) constant = false;
    return [key, inner ?? (() => value)];
  });
  if (constant) return undefined;
  return (scope) => {
    const result: Record<string, unknown> = {};
    for (const [key, evaluate] of entries) {
      if (key === '__proto__') Object.defineProperty(result, key, { value: evaluate(scope), enumerable: true });
      else result[key] = evaluate(scope);
    }
    return result;
  };
}

function compileExpression(key: string, value: unknown, check: Check, location: string): Evaluate {
  const path = typeof value === 'string' ? parsePath(value) : undefined;
  if (path) {
    return (scope) => {
      const found = path.read(scope);
      if (found !== undefined) return found;
      if (scope.input === null && path.root === '$') {
        throw new EvaluationFault('Unable to apply Path transformation to null or empty input.');
      }
      throw pathNotFound(path.text, key, scope.input);
    };
  }
  const call = typeof value === 'string' ? parseIntrinsic(value) : undefined;
  if (call) return call;
  check.schema(
    `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
    location,
  );
  return () => null;
}

/** AWS's words (recorded). */
export function pathNotFound(path: string, field: string, input: unknown): EvaluationFault {
  return new EvaluationFault(
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${JSON.stringify(input)}'`,
  );
}
