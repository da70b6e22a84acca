// AWS_LAMBDA: the API's own function says who may call. Its event, its answer, what is kept of it and for how long:
// security-authz.md, "AWS_LAMBDA authorization". Called by authenticate.ts; runs no code itself.
import { createHash } from 'node:crypto';
import { type Account, parseArn } from '../../aws/arn.js';
import type { LambdaBackend } from '../../backends/lambda-port.js';
import type { AuthProvider } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import { isObject, tryParse } from '../../lib/json.js';
import type { Random } from '../../lib/random.js';
import type { AuthDecision, Caller, Credentials } from './identity.js';
import { createKept } from './kept.js';
import { compilePattern } from './pattern.js';
import { notAuthorized } from './refusals.js';

export interface LambdaAuthorizerOptions {
  readonly apiId: string;
  readonly config: NonNullable<AuthProvider['lambda']>;
  readonly rank: Caller['rank'];
  readonly account: Account;
  readonly lambda: LambdaBackend;
  readonly clock: Clock;
  readonly random: Random;
}

export type LambdaAuthorizer = (
  credentials: Credentials,
  authorization: string,
) => AuthDecision | Promise<AuthDecision>;

/** "Lambda authorizers have a standard timeout of 10 seconds". */
const TIMEOUT_MS = 10_000;
/** "When a Lambda authorizer response is less than 1,048,576 bytes, AWS AppSync caches the response". */
const LARGEST_KEPT = 1_048_576;
/** "A Lambda function must not return more than 5MB of contextual data for resolvers." */
const LARGEST_CONTEXT = 5 * 1024 * 1024;
/** "The maximum value is one hour" (API_LambdaAuthorizerConfig). */
const LONGEST_TTL = 3_600;
const KEPT_ANSWERS = 10_000;

/** A socket's token may have a megabyte: ten thousand of those are not kept. */
const LONGEST_NAME = 1_024;
const keptUnder = (token: string): string =>
  token.length <= LONGEST_NAME ? token : createHash('sha512').update(token).digest('base64url');

/** "set by AWS AppSync" for a WebSocket's connect operation. */
const CONNECT_OPERATION = 'DeepDish:Connect';

/** What the function is told about the operation: nothing of it is checked before. */
function operationOf({ connecting, method, body, query }: Credentials): Record<string, unknown> {
  if (connecting) return { queryString: '', operationName: CONNECT_OPERATION, variables: {} };
  let asked: unknown;
  if (method === 'GET') {
    const given = new URLSearchParams(query);
    asked = {
      query: given.get('query'),
      operationName: given.get('operationName'),
      variables: tryParse(given.get('variables') ?? '{}'),
    };
  } else asked = tryParse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  const { query: queryString, operationName, variables } = isObject(asked) ? asked : {};
  return {
    queryString: typeof queryString === 'string' ? queryString : '',
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: isObject(variables) ? variables : {},
  };
}

/** `Type.field` of one API, out of both forms of deniedFields; an ARN of another API denies nothing here. */
function deniedField(item: string, apiId: string): string | undefined {
  if (!item.startsWith('arn:')) return item;
  const match = /^apis\/([^/]+)\/types\/([^/]+)\/fields\/([^/]+)$/.exec(parseArn(item)?.resource ?? '');
  return match && match[1] === apiId ? `${match[2]}.${match[3]}` : undefined;
}

interface Answer {
  readonly caller: Caller;
  readonly ttlOverride: number | undefined;
}

/** The answer read, or what is wrong with it. */
function readAnswer(payload: string, { apiId, rank }: LambdaAuthorizerOptions): Answer | string {
  const answer = tryParse(payload);
  if (!isObject(answer)) return 'The authorizer returned no object.';
  const { isAuthorized, deniedFields = [], resolverContext = {}, ttlOverride } = answer;
  if (typeof isAuthorized !== 'boolean') return 'The authorizer returned no boolean isAuthorized.';
  if (deniedFields !== null && !(Array.isArray(deniedFields) && deniedFields.every((one) => typeof one === 'string'))) {
    return 'deniedFields is not a list of texts.';
  }
  if (resolverContext !== null && !isObject(resolverContext)) return 'resolverContext is no object.';
  const context = resolverContext ?? {};
  const nested = Object.entries(context).find(([, value]) => typeof value === 'object' && value !== null);
  // "The resolverContext object only supports key-value pairs. Nested keys are not supported."
  if (nested) return `resolverContext.${nested[0]} is nested: only plain values are supported.`;
  if (Buffer.byteLength(JSON.stringify(context)) > LARGEST_CONTEXT) return 'resolverContext exceeds 5 MB.';
  if (ttlOverride !== undefined && ttlOverride !== null && !(Number.isInteger(ttlOverride) && Number(ttlOverride) >= 0))
    return 'ttlOverride is not a number of seconds.';
  const denied = new Set((deniedFields ?? []).flatMap((item: string) => deniedField(item, apiId) ?? []));
  const ttl = typeof ttlOverride === 'number' ? ttlOverride : undefined;
  if (!isAuthorized) return { caller: REFUSED, ttlOverride: ttl };
  const caller: Caller = {
    type: 'AWS_LAMBDA',
    label: 'Lambda Authorization',
    rank,
    identity: { resolverContext: context },
    // Same answer, same context and same denials.
    key: `AWS_LAMBDA:${createHash('sha256').update(payload).digest('base64url')}`,
    ...(denied.size > 0 && { denies: (typeName, fieldName) => denied.has(`${typeName}.${fieldName}`) }),
  };
  return { caller, ttlOverride: ttl };
}

/** Stands for "isAuthorized: false" among the answers that are kept; nobody ever calls with it. */
const REFUSED: Caller = {
  type: 'AWS_LAMBDA',
  label: 'Lambda Authorization',
  rank: 'default',
  identity: null,
  key: 'AWS_LAMBDA:refused',
};

const decisionOf = (caller: Caller): AuthDecision =>
  caller === REFUSED ? notAuthorized('The authorizer answered isAuthorized: false.') : { caller };

export function createLambdaAuthorizer(options: LambdaAuthorizerOptions): LambdaAuthorizer {
  const { apiId, config, account, lambda, clock, random } = options;
  const expression = config.identityValidationExpression;
  const wellFormed = expression ? compilePattern(expression, 'anywhere') : () => true;
  const kept = createKept<Caller>(KEPT_ANSWERS);

  const invoke = (payload: string): Promise<{ readonly payload: string } | string> =>
    new Promise((resolve) => {
      const timer = clock.after(TIMEOUT_MS, () => resolve(`The authorizer did not answer within ${TIMEOUT_MS} ms.`));
      lambda
        .invoke({ functionName: config.functionArn, payload, invocationType: 'RequestResponse' })
        .then(
          (response) => {
            const failed = `The authorizer failed: ${response.payload}`;
            resolve(response.functionError === undefined ? { payload: response.payload } : failed);
          },
          (error: unknown) => resolve(`The authorizer could not be called: ${messageOf(error)}`),
        )
        .finally(() => timer.cancel());
    });

  const ask = async (credentials: Credentials, authorization: string): Promise<AuthDecision> => {
    const event = {
      authorizationToken: authorization,
      requestContext: {
        apiId,
        accountId: account.accountId,
        requestId: credentials.requestId ?? random.uuid(),
        ...operationOf(credentials),
      },
      requestHeaders: credentials.headers,
    };
    const response = await invoke(JSON.stringify(event));
    if (typeof response === 'string') return notAuthorized(response);
    const answer = readAnswer(response.payload, options);
    if (typeof answer === 'string') return notAuthorized(answer);
    const ttl = Math.min(answer.ttlOverride ?? config.resultTtlSeconds ?? 0, LONGEST_TTL);
    if (ttl > 0 && Buffer.byteLength(response.payload) < LARGEST_KEPT) {
      kept.put(keptUnder(authorization), answer.caller, clock.now() + ttl * 1000);
    }
    return decisionOf(answer.caller);
  };

  return (credentials, authorization) => {
    if (wellFormed?.(authorization) !== true) {
      return notAuthorized(`The token does not match identityValidationExpression ${expression}.`);
    }
    const known = kept.get(keptUnder(authorization), clock.now());
    return known ? decisionOf(known) : ask(credentials, authorization);
  };
}
