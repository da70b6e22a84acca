// EvaluateCode: one handler of some code against a context given as text
// (https://docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateCode.html, test-debug-resolvers-js.md).
import { isObject, tryParse } from '../../../lib/json.js';
import { createLog, type Log } from '../../../lib/log.js';
import type { FieldInfo, FieldScope, ResolverFault, StepState, Unit } from '../unit.js';
import { CODE_HAS_ERRORS, type CodeError } from './code-error.js';
import { compileModule, type LoadedModule } from './compile.js';
import type { Library } from './direct/library.js';
import type { HandlerName } from './handlers.js';
import type { Realm } from './realm.js';

export interface EvaluateInput {
  readonly code: string;
  readonly function: HandlerName;
  /** JSON text. */
  readonly context: string;
}

/** The members of EvaluateCode's answer; `stash` and `outErrors` are JSON text. */
export interface EvaluateAnswer {
  readonly evaluationResult?: string;
  readonly error?: { readonly message: string; readonly codeErrors?: readonly CodeError[] };
  readonly logs: readonly string[];
  readonly stash?: string;
  readonly outErrors?: string;
}

const NO_INFO: FieldInfo = {
  fieldName: '',
  parentTypeName: '',
  variables: {},
  selectionSetList: [],
  selectionSetGraphQL: '',
};

export function evaluateIn(
  realm: Realm,
  unitOf: (module: LoadedModule) => Unit,
  input: EvaluateInput,
  library: Library | undefined,
): EvaluateAnswer {
  const context = tryParse(input.context);
  if (!isObject(context)) throw new SyntaxError('The context is not a JSON object.');
  const compiled = compileModule(input.code, realm, library);
  if ('errors' in compiled) return refused(compiled.errors);
  const { module } = compiled;
  try {
    if (!module.handlers[input.function]) return refused([missing(input.function)]);
    const logs: string[] = [];
    const scope = scopeOf(
      context,
      createLog('debug', (_level, line) => void logs.push(line)),
    );
    const outcome = unitOf(module)[input.function](scope, stateOf(context));
    const rest = { logs, stash: JSON.stringify(scope.stash), outErrors: JSON.stringify(scope.errors) };
    if (outcome.kind !== 'error') return { evaluationResult: JSON.stringify(outcome.value), ...rest };
    return { error: { message: outcome.fault.message }, ...rest };
  } finally {
    realm.release(module.id);
  }
}

function refused(codeErrors: readonly CodeError[]): EvaluateAnswer {
  return { error: { message: CODE_HAS_ERRORS, codeErrors }, logs: [] };
}

function missing(name: HandlerName): CodeError {
  return {
    errorType: 'COMPILER_ERROR',
    value: `The code does not export a function '${name}'.`,
    location: { line: 0, column: 0, span: -1 },
  };
}

function scopeOf(context: Record<string, unknown>, log: Log): FieldScope {
  const given = isObject(context['request']) ? context['request'] : {};
  const info = isObject(context['info']) ? ({ ...NO_INFO, ...context['info'] } as FieldInfo) : NO_INFO;
  return {
    operation: {
      identity: isObject(context['identity']) ? context['identity'] : null,
      request: { headers: {}, domainName: null, ...given } as FieldScope['operation']['request'],
      env: (isObject(context['env']) ? context['env'] : {}) as Record<string, string>,
      authType: authTypeOf(context['identity']),
      trace: undefined,
      log,
    },
    arguments: firstObject(context['arguments'], context['args']),
    source: context['source'] ?? null,
    info: () => info,
    stash: firstObject(context['stash']),
    errors: Array.isArray(context['outErrors']) ? (context['outErrors'] as ResolverFault[]).slice() : [],
    effects: [],
  };
}

function stateOf(context: Record<string, unknown>): StepState {
  const { prev, result, error } = context;
  return {
    ...(isObject(prev) ? { prev: { result: prev['result'] ?? null } } : {}),
    result: result ?? null,
    ...(isObject(error)
      ? {
          error: {
            message: String(error['message'] ?? ''),
            errorType: String(error['type'] ?? ''),
            data: null,
            errorInfo: null,
          },
        }
      : {}),
  };
}

function firstObject(...values: readonly unknown[]): Record<string, unknown> {
  return values.find(isObject) ?? {};
}

/** The caller's kind, told by the shape of its identity (resolver-context-reference-js.md, "Identity"). */
function authTypeOf(identity: unknown): string {
  if (!isObject(identity)) return 'API Key Authorization';
  if ('resolverContext' in identity) return 'Lambda Authorization';
  if ('userArn' in identity) return 'IAM Authorization';
  return 'defaultAuthStrategy' in identity ? 'User Pool Authorization' : 'Open ID Connect Authorization';
}
