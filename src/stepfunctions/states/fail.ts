// Fail: ends its block with an error of the user's own.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html
import type { JsonRecord } from '../asl/check.js';
import { EvaluationFault } from '../asl/faults.js';
import { parseIntrinsic } from '../asl/intrinsics.js';
import { compileTyped } from '../asl/jsonata-fields.js';
import { parsePath } from '../asl/paths.js';
import type { Scope } from '../asl/scope.js';
import { pathNotFound } from '../asl/templates.js';
import { plainState } from './plain.js';
import type { StateContext, StateType } from './state.js';

type Text = (scope: Scope) => string | undefined;

/** `Error`, or `ErrorPath`: a path or an intrinsic function that gives a string. */
function compileText(source: JsonRecord, field: 'Error' | 'Cause', context: StateContext): Text {
  const { check, location } = context;
  const [literal, pathField] = [source[field], `${field}Path`];
  if (context.queryLanguage === 'JSONata' && literal !== undefined) {
    return compileTyped(literal, field, 'string', context) as Text;
  }
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
  jsonataFields: ['Error', 'Cause'],
  compile(source, context) {
    const { name } = context;
    const error = compileText(source, 'Error', context);
    const cause = compileText(source, 'Cause', context);
    return plainState(name, 'Fail', [], (step) => {
      const scope = step.scope(step.thread.input);
      if (context.queryLanguage === 'JSONPath') scope.around.inspect?.('afterInputPath', scope.input);
      return { kind: 'failed', failure: { error: error(scope), cause: cause(scope) } };
    });
  },
};
