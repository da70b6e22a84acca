// Retry and Catch: compiled, and asked which of them takes a failure. The machine acts on the answer.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
import { isObject } from '../../lib/json.js';
import type { Check, JsonRecord } from '../asl/check.js';
import type { Failure } from '../asl/faults.js';
import type { Chance } from '../asl/scope.js';
import { compileCatchFlow } from './flow.js';
import type { Catcher, Lead, Retrier, StateContext } from './state.js';

/** True when a list of error names takes `failure`. */
export function takes(errors: readonly string[], failure: Failure): boolean {
  // States.Runtime ends an execution whatever its definition says. DataLimitExceeded is caught by States.ALL (recorded).
  if (failure.error === 'States.Runtime') return false;
  return errors.some(
    (name) =>
      name === failure.error ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && failure.error !== 'States.Timeout'),
  );
}

/** Milliseconds until the attempt after `attempts` earlier ones. */
export function retryDelay(retrier: Retrier, attempts: number, chance: Chance): number {
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** attempts, retrier.maxDelaySeconds);
  return Math.round(seconds * 1000 * (retrier.jitter ? chance.next() : 1));
}

/** The output of a state whose failure was caught. A timeout has a Cause of "" (recorded). */
export function errorOutput(failure: Failure): Record<string, unknown> {
  const noCause = failure.error === 'States.Timeout' ? '' : null;
  return { Error: failure.error ?? null, Cause: failure.cause ?? noCause };
}

function errorNames(source: JsonRecord, last: boolean, check: Check, location: string): readonly string[] {
  const names = source['ErrorEquals'];
  if (names === undefined) {
    check.schema("The field 'ErrorEquals' is required but was missing", location);
    return [];
  }
  if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== 'string')) {
    check.schema('Expected value of type Array of String', `${location}/ErrorEquals`);
    return [];
  }
  if (names.includes('States.ALL') && (names.length > 1 || !last)) {
    check.schema("'States.ALL' must appear alone in its list and only in the last rule", `${location}/ErrorEquals`);
  }
  return names as string[];
}

function rules(source: unknown, check: Check, location: string): JsonRecord[] {
  if (source === undefined) return [];
  if (Array.isArray(source) && source.every(isObject)) return source;
  check.schema('Expected value of type Array', location);
  return [];
}

function number(source: JsonRecord, field: string, fallback: number, least: number, check: Check, location: string) {
  const value = source[field] ?? fallback;
  const whole = field !== 'BackoffRate';
  if (typeof value === 'number' && value >= least && (!whole || Number.isInteger(value))) return value;
  check.schema(
    typeof value === 'number' ? `Value must be greater than or equal to ${least}` : 'Expected value of type Number',
    `${location}/${field}`,
  );
  return fallback;
}

const RETRIER_FIELDS = new Set([
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
]);

export function compileRetriers(source: JsonRecord, { check, location: state }: StateContext): Retrier[] {
  const location = `${state}/Retry`;
  const all = rules(source['Retry'], check, location);
  return all.map((rule, index): Retrier => {
    const at = `${location}[${index}]`;
    for (const field of Object.keys(rule)) {
      if (!RETRIER_FIELDS.has(field)) check.schema(`The field "${field}" is not supported by Step Functions`, at);
    }
    const jitter = rule['JitterStrategy'] ?? 'NONE';
    if (jitter !== 'NONE' && jitter !== 'FULL')
      check.schema('Value must be one of [FULL, NONE]', `${at}/JitterStrategy`);
    return {
      errors: errorNames(rule, index === all.length - 1, check, at),
      intervalSeconds: number(rule, 'IntervalSeconds', 1, 1, check, at),
      maxAttempts: number(rule, 'MaxAttempts', 3, 0, check, at),
      backoffRate: number(rule, 'BackoffRate', 2, 1, check, at),
      maxDelaySeconds:
        rule['MaxDelaySeconds'] === undefined ? Infinity : number(rule, 'MaxDelaySeconds', 1, 1, check, at),
      jitter: jitter === 'FULL',
    };
  });
}

export function compileCatchers(source: JsonRecord, context: StateContext): { catchers: Catcher[]; leads: Lead[] } {
  const { check } = context;
  const location = `${context.location}/Catch`;
  const all = rules(source['Catch'], check, location);
  const leads: Lead[] = [];
  const catchers = all.map((rule, index): Catcher => {
    const at = `${location}[${index}]`;
    const next = rule['Next'];
    if (typeof next === 'string') leads.push({ to: next, location: `${at}/Next`, field: 'Next' });
    else check.schema("The field 'Next' is required but was missing", at);
    return {
      errors: errorNames(rule, index === all.length - 1, check, at),
      next: String(next),
      flow: compileCatchFlow(rule, context, `Catch[${index}]`),
    };
  });
  return { catchers, leads };
}
