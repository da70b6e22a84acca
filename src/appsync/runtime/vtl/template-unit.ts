// A compiled pair of templates as the unit that execution/ runs. runtime.ts makes it; it knows no syntax.
import { Bug } from '../../../lib/errors.js';
import type { FieldScope, Outcome, ResolverFault, StepState, Unit } from '../unit.js';
import { RaisedFault, UnauthorizedFault, UtilMisuse } from '../util/session.js';
import { type CompiledTemplate, RETURN } from './compile.js';
import type { FieldContexts } from './context.js';
import { JavaException, RenderFault } from './faults.js';
import { checkedText, Frame, outputFault } from './frame.js';
import { placeIn, RenderedJsonError, readRendered } from './rendered-json.js';
import { plain } from './values/text.js';

/** Where the functions of `$util` find the invocation that calls them. */
export interface Session {
  enter(scope: FieldScope): void;
}

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
  const frame = new Frame(true);
  session.enter(scope);
  let outcome: Outcome;
  try {
    const completion = template(frame, context);
    outcome =
      completion === RETURN ? { kind: 'early-return', value: plain(frame.returned), skipTo: 'NEXT' } : outcomeOf(frame);
  } catch (error) {
    outcome = { kind: 'error', fault: faultOf(error, scope, frame) };
  }
  try {
    contexts.close(scope, context);
  } catch (error) {
    // A stash that holds itself.
    return { kind: 'error', fault: faultOf(error, scope, frame) };
  }
  return outcome;
}

function outcomeOf(frame: Frame): Outcome {
  if (checkedText(frame.out).trim() === '') {
    throw new RenderFault('Template transformation yielded an empty response.');
  }
  return new RenderedValue(readRendered(frame), frame);
}

/** Prints the text only when somebody asks for it: a trace does. */
class RenderedValue {
  readonly kind = 'value';
  readonly value: unknown;
  private readonly frame: Frame;

  constructor(value: unknown, frame: Frame) {
    this.value = value;
    this.frame = frame;
  }

  get rendered(): string {
    return this.frame.text;
  }
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
  const message = caused ? error.message : error instanceof RangeError ? rangeMessage(error) : undefined;
  return message === undefined ? undefined : { message, errorType: 'MappingTemplate', data: null, errorInfo: null };
}

/** What the host calls a RangeError: a stack that ended, or a string longer than it can hold. */
function rangeMessage({ message }: RangeError): string {
  return message === 'Invalid string length' ? outputFault().message : 'java.lang.StackOverflowError';
}

function faultOf(error: unknown, scope: FieldScope, frame: Frame): ResolverFault {
  if (error instanceof UnauthorizedFault) {
    const { fieldName, parentTypeName } = scope.info();
    return { ...error.fault, message: `Not Authorized to access ${fieldName} on type ${parentTypeName}` };
  }
  const fault = templateFault(error);
  if (fault === undefined) throw error;
  if (error instanceof RenderedJsonError) {
    const { text } = frame;
    const { line, column } = placeIn(text, error.offset);
    const place = `line ${line}, column ${column}`;
    scope.operation.log.write('warn', `The rendered template is not JSON at ${place}.`, { rendered: text });
  }
  return fault;
}
