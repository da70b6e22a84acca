// The one authentication function of an API, used by every door. Decides which of the API's modes a request means, as AppSync
// does, and asks that mode; why somebody was refused goes to the log and the trace alone.
import type { Account } from '../../aws/arn.js';
import type { IamPort } from '../../backends/iam-port.js';
import type { KeysPort } from '../../backends/keys-port.js';
import type { LambdaBackend } from '../../backends/lambda-port.js';
import type { ApiDefinition, AuthProvider, AuthType } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import { type ApiKey, createApiKeyMode } from './api-key.js';
import { createIamMode, isSigned } from './iam.js';
import type { AuthDecision, Authenticate, Caller, Credentials } from './identity.js';
import { createLambdaAuthorizer } from './lambda-authorizer.js';
import { createOidcProvider } from './oidc.js';
import { sourceIps } from './origin.js';
import { noCredentials, noToken, notAuthorized } from './refusals.js';
import { bareToken, readToken } from './token.js';
import { createTokenMode } from './token-mode.js';
import type { TokenProvider } from './token-provider.js';
import { createUserPoolProvider } from './user-pool.js';

export interface AuthPorts {
  readonly account: Account;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly lambda: LambdaBackend;
  readonly keys: KeysPort;
  readonly iam: IamPort;
}

interface Ranked {
  readonly provider: AuthProvider;
  readonly rank: Caller['rank'];
}

function tokenProvider({ provider, rank }: Ranked): TokenProvider[] {
  if (provider.openIdConnect) return [createOidcProvider(provider.openIdConnect, rank)];
  if (provider.userPool) return [createUserPoolProvider(provider.userPool, rank)];
  return [];
}

export function createAuthenticate(api: ApiDefinition, keys: readonly ApiKey[], ports: AuthPorts): Authenticate {
  const { account, clock, random, lambda, log } = ports;
  const ranked: readonly Ranked[] = [
    { provider: api.auth, rank: 'default' },
    ...api.additionalAuth.map((provider): Ranked => ({ provider, rank: 'additional' })),
  ];
  const of = (type: AuthType): Ranked | undefined => ranked.find(({ provider }) => provider.type === type);

  const keyed = of('API_KEY');
  const apiKey = keyed && createApiKeyMode(keys, keyed.rank, clock);
  const signing = of('AWS_IAM');
  const signed = signing && createIamMode({ apiId: api.id, account, rank: signing.rank, iam: ports.iam, clock });
  const providers = ranked.flatMap(tokenProvider);
  const anyIssuer = ranked.length === 1 && api.auth.type === 'OPENID_CONNECT';
  const tokens = providers.length > 0 ? createTokenMode({ providers, anyIssuer, keys: ports.keys, clock }) : undefined;
  const custom = of('AWS_LAMBDA');
  const authorizer =
    custom?.provider.lambda &&
    createLambdaAuthorizer({
      apiId: api.id,
      config: custom.provider.lambda,
      rank: custom.rank,
      account,
      lambda,
      clock,
      random,
    });
  const names = ranked.map(({ provider }) => provider.type).join(', ');

  const decide = (credentials: Credentials): AuthDecision | Promise<AuthDecision> => {
    const { headers } = credentials;
    const key = headers['x-api-key'];
    // A signature stands before an API key, an API key before a token (amplify-js#4178, #8545).
    if (signed && isSigned(credentials)) return signed(credentials);
    if (apiKey && key !== undefined) return apiKey(key);
    const authorization = headers['authorization'];
    if (authorization === undefined) {
      return key === undefined
        ? noCredentials('The request has neither Authorization nor x-api-key.')
        : notAuthorized(`x-api-key means nothing to an API with ${names}.`);
    }
    if (tokens) {
      const sourceIp = sourceIps(credentials);
      const text = bareToken(authorization);
      const known = tokens.known(text, sourceIp);
      if (known) return { caller: known };
      // "the OIDC token cannot be used as the AWS_LAMBDA authorization token": a JWT never reaches the authorizer here
      // (amplify-cli#9714, #9836).
      const token = readToken(text);
      if (token) return tokens.decide(token, sourceIp);
      if (!authorizer) return noToken('The Authorization header is no JWT.');
    }
    return authorizer
      ? authorizer(credentials, authorization)
      : notAuthorized(`The Authorization header means nothing to an API with ${names}.`);
  };

  const told = (decision: AuthDecision): AuthDecision => {
    if ('refusal' in decision) {
      const { errorType, message, detail } = decision.refusal;
      log.write('info', `A caller of ${api.name} was refused: ${message}`, { errorType, detail });
    }
    return decision;
  };

  return (credentials) => {
    const decision = decide(credentials);
    return decision instanceof Promise ? decision.then(told) : told(decision);
  };
}
