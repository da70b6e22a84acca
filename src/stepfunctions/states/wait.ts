// Wait: until a number of seconds has passed or a point in time has come. The engine keeps it as a row with its due time.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
import type { JsonRecord } from '../asl/check.js';
import { EvaluationFault } from '../asl/faults.js';
import { compileTyped, expressionIn, queryFault } from '../asl/jsonata-fields.js';
import { type Scope, withInput } from '../asl/scope.js';
import { parseTimestamp } from '../asl/timestamps.js';
import { compileFlow, compilePathField, compileTransition } from './flow.js';
import { nextLead, plainState } from './plain.js';
import type { StateContext, StateType } from './state.js';

type Due = (scope: Scope, now: number) => number;

const FIELDS = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'];
/** AWS's largest Seconds; and the longest way to a Timestamp, 24,855 days (recorded). */
const MOST_SECONDS = 99_999_999;
const LONGEST_MS = 24_856 * 86_400_000;

function untilTimestamp(text: string, now: number): number {
  const due = Number((parseTimestamp(text)! + 999_999n) / 1_000_000n);
  // An hour less, since the definition of "too long" was measured in whole days.
  if (due - now >= LONGEST_MS - 3_600_000) throw new EvaluationFault('Wait state delay is too long.');
  return due;
}

function compileDue(source: JsonRecord, context: StateContext): Due {
  const { check, location } = context;
  const given = FIELDS.filter((field) => source[field] !== undefined);
  const [field] = given;
  if (field === undefined || given.length > 1) {
    check.schema(`A Wait state must have exactly one of: [${FIELDS.join(', ')}]`, location);
    return (_scope, now) => now;
  }
  const value = source[field];
  if (context.queryLanguage === 'JSONata' && expressionIn(value) !== undefined) {
    return compileJsonataDue(value, field, context);
  }
  if (field === 'Seconds') {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      check.schema('Expected value of type Integer', `${location}/Seconds`);
    } else if (value < 0 || value > MOST_SECONDS) {
      check.schema(`Value must be between 0 and ${MOST_SECONDS}`, `${location}/Seconds`);
    }
    return (_scope, now) => now + Number(value) * 1000;
  }
  if (field === 'Timestamp') {
    if (typeof value !== 'string' || parseTimestamp(value) === undefined) {
      check.schema('Value is not a valid ISO-8601 extended offset date-time format string', `${location}/Timestamp`);
      return (_scope, now) => now;
    }
    return (_scope, now) => untilTimestamp(value, now);
  }
  const path = compilePathField(source, field, check, location);
  return (scope, now) => {
    const found = path?.read(scope);
    if (found === undefined) {
      throw new EvaluationFault(`The ${field} parameter does not reference an input value: ${path?.text}`);
    }
    const shown = `${path?.text} == ${typeof found === 'string' ? found : JSON.stringify(found)}`;
    if (field === 'TimestampPath') {
      if (typeof found === 'string' && parseTimestamp(found) !== undefined) return untilTimestamp(found, now);
      throw new EvaluationFault(
        `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${shown}`,
      );
    }
    if (typeof found !== 'number' || !Number.isInteger(found)) {
      throw new EvaluationFault(`The SecondsPath parameter cannot be parsed as a long value: ${shown}`);
    }
    if (found < 0) throw new EvaluationFault(`The SecondsPath parameter references a negative value: ${shown}`);
    if (found > MOST_SECONDS) throw new EvaluationFault('Wait state delay is too long.');
    return now + found * 1000;
  };
}

/** A value that an expression gave and that is no time fails the state behind its Entered event (recorded). */
function compileJsonataDue(value: unknown, field: string, context: StateContext): Due {
  const compute = compileTyped(value, field, field === 'Seconds' ? 'number' : 'string', context);
  return (scope, now) => {
    const found = compute(scope) as number | string;
    if (typeof found === 'string') {
      if (parseTimestamp(found) !== undefined) return untilTimestamp(found, now);
      throw queryFault(
        `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${found}`,
        field,
        true,
      );
    }
    if (!Number.isInteger(found) || found < 0 || found > MOST_SECONDS) {
      throw queryFault(`The Seconds field must be an integer between 0 and ${MOST_SECONDS}: ${found}`, field, true);
    }
    return now + found * 1000;
  };
}

export const wait: StateType = {
  type: 'Wait',
  fields: ['Next', 'End', 'InputPath', 'OutputPath', ...FIELDS, 'Assign'],
  jsonataFields: ['Next', 'End', 'Seconds', 'Timestamp', 'Output', 'Assign'],
  compile(source, context) {
    const { check, location, name } = context;
    const next = compileTransition(source, check, location);
    const flow = compileFlow(source, context, next);
    const due = compileDue(source, context);
    return plainState(
      name,
      'Wait',
      nextLead(next, location),
      (step) => {
        const scope = step.scope(step.thread.input);
        step.timer('wait', due(withInput(scope, flow.input(scope)), step.now));
        return undefined;
      },
      {
        resume(step) {
          const scope = step.scope(step.thread.input);
          return flow.exit(scope, context.queryLanguage === 'JSONata' ? undefined : flow.input(scope));
        },
      },
    );
  },
};
