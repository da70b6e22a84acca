// createJsRuntime: one realm for one API, and the units compiled into it. Carries a handler's context across the
// border and its outcome back (docs/decisions/0005-resolver-realm.md). Used by execution/.
import type { SourceText } from '../../../definition/model.js';
import type { Clock } from '../../../lib/clock.js';
import type { Diagnostic, Place } from '../../../lib/diagnostics.js';
import type { Random } from '../../../lib/random.js';
import { createHostCall } from '../host/host-call.js';
import type { CompiledUnit, FieldScope, OperationScope, Outcome, ResolverFault, Unit } from '../unit.js';
import type { Fault } from '../util/index.js';
import { type Bundles, bundleSource } from './bundle.js';
import type { CodeError } from './code-error.js';
import { compileModule, type LoadedModule, MAX_CODE_LENGTH } from './compile.js';
import { type Crossing, createCrossing, manifestOf } from './crossing.js';
import { jsDiagnostics } from './diagnostics.js';
import { directHandler } from './direct/handler.js';
import { createLibrary } from './direct/library.js';
import { type EvaluateAnswer, type EvaluateInput, evaluateIn } from './evaluate.js';
import type { HandlerName } from './handlers.js';
import { NOTHING_RETURNED, type RecordedFault, type RunRecord, SEE_RECORD } from './realm/protocol.js';
import { createRealm, type Realm, type Sandbox } from './realm.js';
import type { ContextMember, HandlerShape } from './shape.js';

export interface JsPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Sources bundled ahead; others are bundled one by one, which takes longer. */
  readonly bundles?: Bundles;
  /** Makes the realm, which then runs every handler; node:vm's when absent, for those that direct/ does not translate. */
  readonly sandbox?: Sandbox;
}

export interface JsRuntime {
  /** Compiles a resolver's or function's code: JavaScript, or TypeScript and local imports when its place is a file. */
  compile(source: SourceText): CompiledUnit;
  /** EvaluateCode: runs one handler against a context given as JSON text. Throws SyntaxError when that is not an object. */
  evaluate(input: EvaluateInput): EvaluateAnswer;
}

const NOTHING: Outcome = { kind: 'value', value: null };

/** Handlers run one at a time; this is whose turn it is. */
interface Turn {
  scope: FieldScope | undefined;
  module: LoadedModule | undefined;
}

/** One API's runtime. The realm is made when the first unit is compiled. */
export function createJsRuntime(ports: JsPorts): JsRuntime {
  const turn: Turn = { scope: undefined, module: undefined };
  const outside = createHostCall(ports);
  const operations = new WeakMap<OperationScope, number>();
  let made: { readonly realm: Realm; readonly crossing: Crossing } | undefined;
  let nextOperation = 0;

  const makeRealm = (): Realm =>
    (ports.sandbox ?? createRealm)((name, argument) => {
      switch (name) {
        case 'log':
          writeLog(turn, argument);
          return '';
        case 'authType':
          return turn.scope!.operation.authType;
        default:
          return outside(name, argument);
      }
    });
  const theRealm = (): { readonly realm: Realm; readonly crossing: Crossing } => {
    if (!made) {
      const realm = makeRealm();
      made = { realm, crossing: createCrossing(realm) };
    }
    return made;
  };

  const appended: Fault[] = [];
  const library = ports.sandbox
    ? undefined
    : createLibrary(outside, {
        appendError: (fault) => void appended.push(fault),
        authType: () => turn.scope!.operation.authType,
      });

  const operationOf = (scope: OperationScope): number => {
    const known = operations.get(scope);
    if (known !== undefined && known > nextOperation - 500) return known;
    const id = nextOperation++;
    operations.set(scope, id);
    theRealm().realm.operation(
      id,
      JSON.stringify(scope.identity),
      JSON.stringify(scope.request),
      JSON.stringify(scope.env),
    );
    return id;
  };

  const unitOf = (module: LoadedModule, namesField: boolean): Unit => {
    const handler = (name: HandlerName): Unit['request'] => {
      const shape = module.handlers[name];
      if (!shape) return () => NOTHING;
      if (shape.returnsResult) return (_scope, state) => ({ kind: 'value', value: state.result ?? null });
      const inRealm = realmHandler(module, name, shape, namesField);
      const translation = module.direct[name];
      if (!translation || !library) return inRealm;
      const direct = directHandler(translation, {
        library,
        appended,
        unauthorized: (fault, scope) => unauthorized(fault, scope, namesField),
      });
      return (scope, state) => {
        turn.scope = scope;
        return direct(scope, state) ?? inRealm(scope, state);
      };
    };
    return {
      hasRequest: module.handlers.request !== undefined,
      hasResponse: module.handlers.response !== undefined,
      request: handler('request'),
      response: handler('response'),
    };
  };

  const realmHandler = (
    module: LoadedModule,
    name: HandlerName,
    shape: HandlerShape,
    namesField: boolean,
  ): Unit['request'] => {
    const manifest = manifestOf(shape.uses);
    const shared = ['identity', 'request', 'env'].some((member) => shape.uses.has(member as ContextMember));
    const stash = shape.uses.has('stash');
    const { realm: inside, crossing } = theRealm();
    return (scope, state) => {
      turn.scope = scope;
      turn.module = module;
      const operation = shared ? operationOf(scope.operation) : -1;
      const parts = crossing.send(manifest, scope, state);
      const answer = inside.run(module.id, name, operation, parts, stash ? JSON.stringify(scope.stash) : '');
      if (answer === NOTHING_RETURNED) return NOTHING;
      if (answer !== SEE_RECORD) return { kind: 'value', value: crossing.receive(answer) };
      return outcomeOf(JSON.parse(inside.record()) as RunRecord, module, scope, crossing, namesField);
    };
  };

  const compile = (source: SourceText): CompiledUnit => {
    const bundled = ports.bundles?.of(source) ?? bundleSource(source);
    if ('diagnostics' in bundled) return { unit: undefined, diagnostics: bundled.diagnostics };
    const { code } = bundled;
    const length = withoutSourceMap(code).length;
    if (length > MAX_CODE_LENGTH) {
      const message = `The code has ${length} characters, AppSync accepts ${MAX_CODE_LENGTH}.`;
      return { unit: undefined, diagnostics: [jsDiagnostics.JS_TOO_LARGE(message, source.place)] };
    }
    const compiled = compileModule(code, theRealm().realm, library);
    const placed = (errors: readonly CodeError[], row?: Row): Diagnostic[] =>
      errors.map((error) => (row ?? ROWS[error.errorType])(error.value, placeOf(error, source.place, bundled.locate)));
    return 'module' in compiled
      ? { unit: unitOf(compiled.module, true), diagnostics: placed(compiled.warnings, jsDiagnostics.JS_NOT_ON_AWS) }
      : { unit: undefined, diagnostics: placed(compiled.errors) };
  };

  return {
    compile,
    evaluate: (input) => evaluateIn(theRealm().realm, (module) => unitOf(module, false), input, library),
  };
}

/** EvaluateCode without a runtime at hand: in a realm of its own. */
export function evaluateCode(input: EvaluateInput, ports: JsPorts): EvaluateAnswer {
  return createJsRuntime(ports).evaluate(input);
}

function outcomeOf(
  record: RunRecord,
  module: LoadedModule,
  scope: FieldScope,
  crossing: Crossing,
  namesField: boolean,
): Outcome {
  const fault = ({ dataRef, ...plain }: RecordedFault): ResolverFault =>
    dataRef === undefined ? plain : { ...plain, data: crossing.outside(dataRef) };
  scope.errors.push(...record.errors.map(fault));
  scope.effects.push(...record.effects);
  if (record.stash) scope.stash = record.stash;
  const value = record.length === 0 ? null : crossing.receive(record.length);
  switch (record.kind) {
    case 'value':
      return { kind: 'value', value };
    case 'early-return':
      return { kind: 'early-return', value, skipTo: record.skipTo! };
    case 'error':
      return { kind: 'error', fault: fault(record.fault!) };
    case 'unauthorized':
      return unauthorized(fault(record.fault!), scope, namesField);
    case 'failure':
      return { kind: 'error', fault: failureFault(record, module) };
  }
}

/** util.unauthorized(); EvaluateCode knows no field that it could name. */
function unauthorized(fault: ResolverFault, scope: FieldScope, namesField: boolean): Outcome {
  if (!namesField) return { kind: 'error', fault };
  const { fieldName, parentTypeName } = scope.info();
  const message = `Not Authorized to access ${fieldName} on type ${parentTypeName}`;
  return { kind: 'error', fault: { ...fault, message } };
}

/** Code that failed: errorType `Code`, the place before the message. */
function failureFault(record: RunRecord, module: LoadedModule): ResolverFault {
  const stack = record.stack ?? '';
  const place = module.locate(stack);
  const message = module.explain(record.message ?? '', stack);
  return {
    message: place ? `${place.file}:${place.line}:${place.column}: ${message}` : message,
    errorType: 'Code',
    data: null,
    errorInfo: null,
  };
}

/** What console.log said: to the operation's log and into its trace. */
function writeLog({ scope, module }: Turn, argument: string): void {
  if (!scope) return;
  const lines = JSON.parse(argument) as { level: 'info' | 'error' | 'debug'; place: string; text: string }[];
  for (const { level, place, text } of lines) {
    const at = module?.locate(place);
    const where = at ? `${at.file}:${at.line}:${at.column}` : 'code.js';
    const line = `${level.toUpperCase()} - ${where}: ${text}`;
    scope.operation.log.write(level, line);
    (scope.trace ?? scope.operation.trace)?.note('log', { level, line });
  }
}

function withoutSourceMap(code: string): string {
  return code.replace(/\n\/\/[#@] sourceMappingURL=.*\s*$/, '');
}

type Row = (message: string, place: Place) => Diagnostic;

const ROWS: Readonly<Record<CodeError['errorType'], Row>> = {
  PARSER_ERROR: jsDiagnostics.JS_SYNTAX,
  LINT_ERROR: jsDiagnostics.JS_UNSUPPORTED,
  COMPILER_ERROR: jsDiagnostics.JS_TYPE,
};

/** Where the author finds a fault: in the bundled file, or in the file that holds the code and begins it at a line. */
function placeOf(
  { location }: CodeError,
  place: Place,
  locate: ((line: number, column: number) => Place) | undefined,
): Place {
  if (location.line === 0) return place;
  if (locate) return { ...place, ...locate(location.line, location.column) };
  return { ...place, line: location.line + (place.line ?? 1) - 1, column: location.column };
}
