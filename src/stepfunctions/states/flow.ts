// How data goes through a state: InputPath, Parameters, ResultSelector, ResultPath, OutputPath and Assign, in that order.
// Used by the state types that have these fields; each takes the part it needs.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
import type { Check, JsonRecord } from '../asl/check.js';
import { EvaluationFault } from '../asl/faults.js';
import type { Evaluate } from '../asl/intrinsics.js';
import { compileCompute } from '../asl/jsonata-fields.js';
import { canonicalPath, type Path, parsePath } from '../asl/paths.js';
import { writeAt } from '../asl/reference-paths.js';
import type { Scope } from '../asl/scope.js';
import { withInput } from '../asl/scope.js';
import { compileTemplate } from '../asl/templates.js';
import type { CatchFlow, Outcome, StateContext } from './state.js';

/** The value a path field names; a path that leads nowhere fails the state in AWS's words (recorded). */
export function readRequired(path: Path, scope: Scope): unknown {
  const value = path.read(scope);
  if (value !== undefined) return value;
  throw new EvaluationFault(`Invalid path '${path.text}' : No results for path: ${canonicalPath(path)}`);
}

/** A path field: undefined when absent, null when it is null, which gives `{}` or discards. */
export function compilePathField(
  source: JsonRecord,
  field: string,
  check: Check,
  location: string,
): Path | null | undefined {
  const value = source[field];
  if (value === undefined || value === null) return value;
  const path = typeof value === 'string' ? parsePath(value) : undefined;
  if (!path) check.schema('Value is not a valid JSONPath', `${location}/${field}`);
  return path;
}

function applyPath(path: Path | null | undefined, scope: Scope): unknown {
  if (path === undefined) return scope.input;
  return path === null ? {} : readRequired(path, scope);
}

export interface Flow {
  /** InputPath alone: what Map takes its items from. */
  selectInput(scope: Scope): unknown;
  /** InputPath, then Parameters. */
  input(scope: Scope): unknown;
  /**
   * What becomes of a result on its way out; `scope.input` is the state's raw input. `undefined` stands for a state that has
   * no result of its own: in JSONPath hand in the input instead.
   */
  exit(scope: Scope, result: unknown): Outcome;
}

/** Compiles the data fields of a state, in its query language. */
export function compileFlow(source: JsonRecord, context: StateContext, next: string | undefined): Flow {
  return context.queryLanguage === 'JSONata'
    ? compileJsonataFlow(source, context, next)
    : compileJsonPathFlow(source, context, next);
}

/** Arguments, Output and Assign: the result, or the input of a state that has none, goes out when there is no Output. */
function compileJsonataFlow(source: JsonRecord, context: StateContext, next: string | undefined): Flow {
  const field = (name: string) =>
    source[name] === undefined ? undefined : compileCompute(source[name], name, context);
  const [args, output, assign] = [field('Arguments'), field('Output'), field('Assign')];
  return {
    selectInput: (scope) => scope.input,
    input(scope) {
      const value = args ? args(scope) : scope.input;
      scope.around.inspect?.('afterArguments', value);
      return value;
    },
    exit(scope, result) {
      const states = result === undefined ? {} : { result };
      const assigned = assign?.(scope, states) as Record<string, unknown> | undefined;
      const otherwise = result === undefined ? scope.input : result;
      return { kind: 'exit', output: output ? output(scope, states) : otherwise, next, assigned };
    },
  };
}

function compileJsonPathFlow(source: JsonRecord, { check, location }: StateContext, next: string | undefined): Flow {
  const inputPath = compilePathField(source, 'InputPath', check, location);
  const outputPath = compilePathField(source, 'OutputPath', check, location);
  const resultPath = compilePathField(source, 'ResultPath', check, location);
  if (resultPath && !resultPath.reference) check.schema('Value is not a Reference Path', `${location}/ResultPath`);
  const template = compileField(source, 'Parameters', check, location);
  const selector = compileField(source, 'ResultSelector', check, location);
  const assign = compileField(source, 'Assign', check, location);

  const selectInput = (scope: Scope): unknown => {
    const value = applyPath(inputPath, scope);
    scope.around.inspect?.('afterInputPath', value);
    return value;
  };
  return {
    selectInput,
    input(scope) {
      const selected = selectInput(scope);
      const value = template ? template(withInput(scope, selected)) : selected;
      scope.around.inspect?.('afterParameters', value);
      return value;
    },
    exit(scope, result) {
      const selected = selector ? selector(withInput(scope, result)) : result;
      const assigned = assign?.(withInput(scope, selected)) as Record<string, unknown> | undefined;
      const combined = place(resultPath, scope.input, selected);
      scope.around.inspect?.('afterResultSelector', selected);
      scope.around.inspect?.('afterResultPath', combined);
      const output = outputPath === undefined ? combined : applyPath(outputPath, withInput(scope, combined));
      return { kind: 'exit', output, next, assigned };
    },
  };
}

function place(resultPath: Path | null | undefined, input: unknown, result: unknown): unknown {
  if (resultPath === null) return input;
  return resultPath === undefined || resultPath.steps.length === 0 ? result : writeAt(input, resultPath, result);
}

export function compileField(source: JsonRecord, field: string, check: Check, location: string): Evaluate | undefined {
  return source[field] === undefined ? undefined : compileTemplate(source[field], check, `${location}/${field}`);
}

/** `name` is where the rule stands within its state: `Catch[0]`. */
export function compileCatchFlow(source: JsonRecord, context: StateContext, name: string): CatchFlow {
  const { check } = context;
  const location = `${context.location}/${name}`;
  if (context.queryLanguage === 'JSONata') {
    const field = (of: string) =>
      source[of] === undefined ? undefined : compileCompute(source[of], `${name}/${of}`, context);
    const [output, assigned] = [field('Output'), field('Assign')];
    return {
      exit: (scope, errorOutput, next) => ({
        kind: 'exit',
        output: output ? output(scope, { errorOutput }) : errorOutput,
        next,
        assigned: assigned?.(scope, { errorOutput }) as Record<string, unknown> | undefined,
      }),
    };
  }
  const resultPath = compilePathField(source, 'ResultPath', check, location);
  const assign = compileField(source, 'Assign', check, location);
  return {
    exit: (scope, error, next) => ({
      kind: 'exit',
      output: place(resultPath, scope.input, error),
      next,
      assigned: assign?.(withInput(scope, error)) as Record<string, unknown> | undefined,
    }),
  };
}

/** Next or End: exactly one of them. */
export function compileTransition(source: JsonRecord, check: Check, location: string): string | undefined {
  const { Next: next, End: end } = source;
  if (next !== undefined && end !== undefined) {
    check.schema("A state can't have both 'Next' and 'End'", location);
  } else if (next === undefined && end === undefined) {
    check.schema('These fields are required: [Next] or [End]', location);
  }
  if (next !== undefined && typeof next !== 'string') check.schema('Expected value of type String', `${location}/Next`);
  if (end !== undefined && end !== true) check.schema("The value of 'End' must be true", `${location}/End`);
  return typeof next === 'string' ? next : undefined;
}
