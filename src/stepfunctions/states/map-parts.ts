// What the fields of a Map state compile to, whatever its mode. Made by map.ts, used by map-inline.ts and map-distributed.ts.
import type { JsonRecord } from '../asl/check.js';
import { EvaluationFault, type Failure } from '../asl/faults.js';
import type { Evaluate } from '../asl/intrinsics.js';
import { compileTyped, expressionIn } from '../asl/jsonata-fields.js';
import type { Scope } from '../asl/scope.js';
import { compilePathField, type Flow, readRequired } from './flow.js';
import type { StateContext } from './state.js';

export interface MapParts {
  readonly name: string;
  readonly flow: Flow;
  /** The items; `scope.input` is the effective input, `read` what an ItemReader gave. */
  list(scope: Scope, read?: unknown): readonly unknown[];
  readonly selector: Evaluate | undefined;
  limit(scope: Scope): number | undefined;
  toleratedCount(scope: Scope): number | undefined;
  toleratedPercentage(scope: Scope): number | undefined;
}

export const THRESHOLD_EXCEEDED: Failure = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

type Value = (scope: Scope) => number | undefined;

/** `field`, `fieldPath` or an expression: a number that is not negative, in AWS's words when it is none (recorded). */
export function compileNumber(
  source: JsonRecord,
  field: string,
  fallback: number | undefined,
  context: StateContext,
): Value {
  const { check, location } = context;
  const share = field.endsWith('Percentage');
  const fits = (value: unknown): value is number =>
    typeof value === 'number' && value >= 0 && (share ? value <= 100 : Number.isInteger(value));
  const literal = source[field];
  if (context.queryLanguage === 'JSONata' && expressionIn(literal) !== undefined) {
    const compute = compileTyped(literal, field, 'number', context);
    return (scope) => checked(compute(scope) as number);
  }
  if (literal !== undefined) {
    if (!fits(literal)) {
      check.schema(
        share ? 'Value must be between 0 and 100' : 'Value must be a non-negative integer',
        `${location}/${field}`,
      );
    }
    return () => literal as number;
  }
  const path =
    context.queryLanguage === 'JSONata' ? undefined : compilePathField(source, `${field}Path`, check, location);
  if (!path) return () => fallback;
  return (scope) => {
    const value = readRequired(path, scope);
    // Digits in a string will do (recorded).
    const number = typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && (share || Number.isInteger(number))) return checked(number);
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    const kind = share ? 'number' : 'integer';
    throw new EvaluationFault(
      `The ${field}Path field refers to value "${shown}" which is not a valid ${kind}: ${path.text}`,
    );
  };

  function checked(value: number): number {
    if (fits(value)) return value;
    if (value < 0) throw new EvaluationFault(`${field} cannot be negative.`);
    throw new EvaluationFault(`${field} must be ${share ? 'between 0 and 100' : 'an integer'}.`);
  }
}
