// A compiled pair of templates as the unit that execution/ runs. runtime.ts makes it; it knows no syntax.
import { Bug } from '../../../lib/errors.js';
import type { FieldScope, Outcome, ResolverFault, StepState, Unit } from '../unit.js';
import { RaisedFault, UnauthorizedFault, UtilMisuse } from '../util/session.js';
import { type CompiledTemplate, RETURN } from './compile.js';
import type { FieldContexts } from './context.js';
import { JavaException, RenderFault } from './faults.js';
import { Frame } from './frame.js';
import { RenderedJsonError, readRenderedJson } from './rendered-json.js';
import { plain } from './values/text.js';

/** Where the functions of `$util` find the invocation that calls them. */
export interface Session {
  enter(scope: FieldScope): void;
}

/** What a template asks for a data source's place: "request" is AWS's "RequestMapping" in logs. */
export type Half = 'request' | 'response';

export function createUnit(
  request: CompiledTemplate | undefined,
  response: CompiledTemplate | undefined,
  contexts: FieldContexts,
  session: Session,
): Unit {
  const run = (template: CompiledTemplate | undefined, scope: FieldScope, state: StepState): Outcome => {
    if (template === undefined) throw new Bug('a unit was asked for a template it does not have');
    return render(template, scope, state, contexts, session);
  };
  return {
    hasRequest: request !== undefined,
    hasResponse: response !== undefined,
    request: (scope, state) => run(request, scope, state),
    response: (scope, state) => run(response, scope, state),
  };
}

function render(
  template: CompiledTemplate,
  scope: FieldScope,
  state: StepState,
  contexts: FieldContexts,
  session: Session,
): Outcome {
  const context = contexts.open(scope, state);
  const frame = new Frame(template.variables(context), true);
  session.enter(scope);
  try {
    const completion = template.run(frame);
    if (completion === RETURN) return { kind: 'early-return', value: plain(frame.returned), skipTo: 'NEXT' };
    return outcomeOf(frame);
  } catch (error) {
    return { kind: 'error', fault: faultOf(error, scope) };
  } finally {
    contexts.close(scope, context);
  }
}

function outcomeOf(frame: Frame): Outcome {
  const held = frame.takeHeld();
  if (held !== undefined) {
    return {
      kind: 'value',
      value: held.value,
      get rendered() {
        return JSON.stringify(held.value);
      },
    };
  }
  const rendered = frame.out;
  if (rendered.trim() === '') throw new RenderFault('Template transformation yielded an empty response.');
  return { kind: 'value', value: readRenderedJson(rendered), rendered };
}

/** Undefined: not the template's doing. */
export function templateFault(error: unknown): ResolverFault | undefined {
  if (error instanceof RaisedFault) return error.fault;
  const caused =
    error instanceof RenderFault ||
    error instanceof RenderedJsonError ||
    error instanceof UtilMisuse ||
    error instanceof JavaException;
  // Values that hold themselves, and templates nested beyond reason.
  const message = caused ? error.message : error instanceof RangeError ? 'java.lang.StackOverflowError' : undefined;
  return message === undefined ? undefined : { message, errorType: 'MappingTemplate', data: null, errorInfo: null };
}

function faultOf(error: unknown, scope: FieldScope): ResolverFault {
  if (error instanceof UnauthorizedFault) {
    const { fieldName, parentTypeName } = scope.info();
    return { ...error.fault, message: `Not Authorized to access ${fieldName} on type ${parentTypeName}` };
  }
  const fault = templateFault(error);
  if (fault === undefined) throw error;
  return fault;
}
