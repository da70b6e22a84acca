// Fail: ends its block with an error of the user's own.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html
import type { Check, JsonRecord } from '../asl/check.js';
import { EvaluationFault } from '../asl/faults.js';
import { parseIntrinsic } from '../asl/intrinsics.js';
import { parsePath } from '../asl/paths.js';
import type { Scope } from '../asl/scope.js';
import { pathNotFound } from '../asl/templates.js';
import { plainState } from './plain.js';
import type { StateType } from './state.js';

type Text = (scope: Scope) => string | undefined;

/** `Error`, or `ErrorPath`: a path or an intrinsic function that gives a string. */
function compileText(source: JsonRecord, field: 'Error' | 'Cause', check: Check, location: string): Text {
  const [literal, pathField] = [source[field], `${field}Path`];
  const dynamic = source[pathField];
  if (literal !== undefined && dynamic !== undefined) {
    check.schema(`A Fail state can't have both '${field}' and '${pathField}'`, location);
  }
  if (dynamic === undefined) {
    if (literal !== undefined && typeof literal !== 'string') {
      check.schema('Expected value of type String', `${location}/${field}`);
    }
    return () => literal as string | undefined;
  }
  const path = typeof dynamic === 'string' ? parsePath(dynamic) : undefined;
  const call = typeof dynamic === 'string' && !path ? parseIntrinsic(dynamic) : undefined;
  if (!path && !call) {
    check.schema(
      `The value for the field '${pathField}' must be a valid JSONPath or a valid intrinsic function call`,
      location,
    );
  }
  return (scope) => {
    const value = path ? path.read(scope) : call?.(scope);
    if (value === undefined) throw pathNotFound(String(dynamic), pathField, scope.input);
    if (typeof value === 'string') return value;
    throw new EvaluationFault(`The ${pathField} field must refer to a string but was: ${JSON.stringify(value)}`);
  };
}

export const fail: StateType = {
  type: 'Fail',
  fields: ['Error', 'Cause', 'ErrorPath', 'CausePath'],
  compile(source, { check, location, name }) {
    const error = compileText(source, 'Error', check, location);
    const cause = compileText(source, 'Cause', check, location);
    return plainState(name, 'Fail', [], (step) => {
      const scope = step.scope(step.thread.input);
      return { kind: 'failed', failure: { error: error(scope), cause: cause(scope) } };
    });
  },
};
