// Fields that may hold JSONata: `{% ... %}` in strings, at any depth, everything else as it stands. Gives functions that
// evaluate a field, with AWS's words (recorded) for expressions that give nothing usable.
import { isObject } from '../../lib/json.js';
import type { Check } from './check.js';
import { EvaluationFault } from './faults.js';
import type { Jsonata } from './jsonata.js';
import type { Scope } from './scope.js';

/** What `$states` holds besides input and context. */
export interface StatesMembers {
  readonly result?: unknown;
  readonly errorOutput?: unknown;
}

/** `scope.input` is `$states.input`. */
export type Compute = (scope: Scope, states?: StatesMembers) => unknown;

/** The text between `{%` and `%}`, or undefined when `value` is no expression. */
export function expressionIn(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('{%') || !value.endsWith('%}') || value.length < 4)
    return undefined;
  return value.slice(2, -2).trim();
}

export function queryFault(text: string, location: string | undefined, late = false): EvaluationFault {
  return new EvaluationFault(text, 'States.QueryEvaluationError', location, late);
}

export interface FieldContext {
  readonly check: Check;
  readonly jsonata: Jsonata;
  /** `/States/Pay`: where findings point. */
  readonly location: string;
}

/** Compiles a field; `name` is how AWS locates it within the state: `Output`, `Choices[0]/Condition`. */
export function compileCompute(source: unknown, name: string, context: FieldContext): Compute {
  return compileNode(source, name, context) ?? (() => source);
}

/** undefined for a node without any expression below it. */
function compileNode(source: unknown, name: string, context: FieldContext): Compute | undefined {
  const text = expressionIn(source);
  if (text !== undefined) return compileExpression(text, name, context);
  if (Array.isArray(source)) {
    const items = source.map((item, index) => compileNode(item, `${name}[${index}]`, context));
    if (items.every((item) => item === undefined)) return undefined;
    return (scope, states) => items.map((item, index) => (item ? item(scope, states) : source[index]));
  }
  if (!isObject(source)) return undefined;
  const entries = Object.entries(source).map(
    ([key, value]) => [key, compileNode(value, `${name}/${key}`, context)] as const,
  );
  if (entries.every(([, compute]) => compute === undefined)) return undefined;
  return (scope, states) =>
    Object.fromEntries(entries.map(([key, compute]) => [key, compute ? compute(scope, states) : source[key]]));
}

function compileExpression(text: string, name: string, { check, jsonata, location }: FieldContext): Compute {
  const expression = jsonata.compile(text);
  if ('message' in expression) {
    check.schema(`The JSONata expression '${text}' is not valid. ${expression.message}`, `${location}/${name}`);
    return () => null;
  }
  const about = `The JSONata expression '${text}' specified for the field '${name}'`;
  return (scope, states) => {
    const { around } = scope;
    const bindings = around.variables();
    bindings['states'] = { input: scope.input, context: around.context(), ...states };
    const answer = expression.evaluate(bindings, around);
    switch (answer.kind) {
      case 'value':
        return answer.value;
      case 'undefined':
        throw queryFault(`${about} returned nothing (undefined).`, name);
      case 'unsupported':
        throw queryFault(`${about} returned an unsupported result type.`, name);
      case 'error':
        throw queryFault(`${about} threw an error during evaluation. ${answer.message}`, name);
    }
  };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The field with a check of what it gives: `expected` is JSON's word for it. */
export function compileTyped(
  source: unknown,
  name: string,
  expected: 'array' | 'number' | 'string' | 'boolean',
  context: FieldContext,
): Compute {
  const compute = compileCompute(source, name, context);
  const text = expressionIn(source);
  if (text === undefined) {
    if (kindOf(source) !== expected) {
      const shown = `${expected[0]!.toUpperCase()}${expected.slice(1)}`;
      context.check.schema(`Expected value of type ${shown}`, `${context.location}/${name}`);
    }
    return compute;
  }
  return (scope, states) => {
    const value = compute(scope, states);
    if (kindOf(value) === expected) return value;
    throw queryFault(
      `The JSONata expression '${text}' specified for the field '${name}' returned an unexpected result type. Expected '${expected}', but was '${kindOf(value)}' for value: ${JSON.stringify(value)}`,
      name,
    );
  };
}
