// EvaluateMappingTemplate: one template against a made-up context. runtime.ts exports it; errors are part of the answer.
import { isObject } from '../../../lib/json.js';
import { createLog } from '../../../lib/log.js';
import type { FieldInfo, FieldScope, IdentityContext, ResolverFault, StepState } from '../unit.js';
import { type CompiledTemplate, RETURN } from './compile.js';
import type { FieldContexts } from './context.js';
import { TemplateSyntaxError } from './cursor.js';
import { Frame } from './frame.js';
import { type Session, templateFault } from './template-unit.js';
import { jsonText } from './values/text.js';

/** The members of EvaluateMappingTemplate's answer: API_EvaluateMappingTemplate.html. */
export interface TemplateEvaluation {
  /** The text as it was rendered; JSON of the value when `#return` ended it. */
  readonly evaluationResult?: string;
  readonly error?: { readonly message: string };
  /** What `$util.log.info` and `$util.log.error` wrote. */
  readonly logs: readonly string[];
  /** JSON text. */
  readonly stash: string;
  /** JSON text. */
  readonly outErrors: string;
}

interface Means {
  readonly compile: (template: string) => CompiledTemplate;
  readonly contexts: FieldContexts;
  readonly session: Session;
}

export function evaluateTemplate(template: string, contextJson: string, means: Means): TemplateEvaluation {
  const context: unknown = JSON.parse(contextJson);
  if (!isObject(context)) throw new SyntaxError('The context is not a JSON object.');
  const logs: string[] = [];
  const scope = scopeOf(context, logs);
  const outcome = render(template, scope, stateOf(context), means);
  return { ...outcome, logs, stash: JSON.stringify(scope.stash), outErrors: JSON.stringify(scope.errors) };
}

function render(
  template: string,
  scope: FieldScope,
  state: StepState,
  { compile, contexts, session }: Means,
): Pick<TemplateEvaluation, 'evaluationResult' | 'error'> {
  try {
    const compiled = compile(template);
    const context = contexts.open(scope, state);
    const frame = new Frame(false);
    session.enter(scope);
    try {
      const completion = compiled(frame, context);
      return { evaluationResult: completion === RETURN ? jsonText(frame.returned) : frame.out };
    } finally {
      contexts.close(scope, context);
    }
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return { error: { message: error.message } };
    const fault = templateFault(error);
    if (fault === undefined) throw error;
    return { error: { message: fault.message } };
  }
}

type Context = Readonly<Record<string, unknown>>;

function scopeOf(context: Context, logs: string[]): FieldScope {
  const request = objectOf(context['request']);
  const headers = objectOf(request['headers']) as Record<string, string>;
  const domainName = typeof request['domainName'] === 'string' ? request['domainName'] : null;
  const identity = (context['identity'] ?? null) as IdentityContext;
  const info = {
    fieldName: '',
    parentTypeName: '',
    variables: {},
    selectionSetList: [],
    selectionSetGraphQL: '',
    ...objectOf(context['info']),
  } satisfies FieldInfo;
  return {
    operation: {
      identity,
      request: { ...request, headers, domainName },
      env: objectOf(context['env']) as Record<string, string>,
      authType: authTypeOf(identity),
      trace: undefined,
      log: createLog('info', (_, message) => logs.push(message)),
    },
    arguments: objectOf(context['arguments'] ?? context['args']),
    source: context['source'] ?? null,
    info: () => info,
    stash: { ...objectOf(context['stash']) },
    errors: [],
    effects: [],
  };
}

function stateOf(context: Context): StepState {
  const { error } = context;
  return {
    ...(isObject(context['prev']) ? { prev: { result: context['prev']['result'] ?? null } } : {}),
    result: context['result'] ?? null,
    ...(isObject(error) ? { error: faultOf(error) } : {}),
  };
}

function faultOf(error: Context): ResolverFault {
  return {
    message: String(error['message'] ?? ''),
    errorType: String(error['type'] ?? error['errorType'] ?? ''),
    data: error['data'] ?? null,
    errorInfo: error['errorInfo'] ?? null,
  };
}

/** The mode that makes such an identity: resolver-context-reference.md, "Identity". */
function authTypeOf(identity: IdentityContext): string {
  if (identity === null) return 'API Key Authorization';
  if ('resolverContext' in identity) return 'Lambda Authorization';
  const { issuer } = identity;
  if (typeof issuer !== 'string')
    return 'userArn' in identity || 'accountId' in identity ? 'IAM Authorization' : 'User Pool Authorization';
  return /^\s*https:\/\/cognito-idp\./.test(issuer) ? 'User Pool Authorization' : 'Open ID Connect Authorization';
}

function objectOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}
