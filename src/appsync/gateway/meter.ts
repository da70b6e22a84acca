// Counts the requests of one API: how many, how they ended, how long they took, what failed and who was refused. The doors
// tell it; the metrics door shows it. On the way of a request it adds to numbers it holds already.
import type { ApiDefinition } from '../../definition/model.js';
import type { Counter, Histogram, Metrics } from '../../lib/metrics.js';
import { isSigned } from '../auth/iam.js';
import type { AuthDecision, Authenticate, Credentials } from '../auth/identity.js';
import type { GraphQLResponse } from '../execution/execute.js';

export interface RequestMeter {
  answered(response: GraphQLResponse, ms: number): void;
  resolverFailed(typeName: string, fieldName: string): void;
  /** The same function, whose refusals are counted. */
  counted(authenticate: Authenticate): Authenticate;
}

/** Seconds; a request may take 30. */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Of requests that never became an operation. */
const NO_OPERATION = 'none';

interface Ended {
  readonly kind: string;
  readonly status: number;
  readonly requests: Counter;
  readonly latency: Histogram;
}

export function createRequestMeter(metrics: Metrics, api: ApiDefinition): RequestMeter {
  const { id } = api;
  const requests = metrics.counter(
    'offsync_graphql_requests_total',
    'GraphQL requests answered over HTTP, by HTTP status and kind of operation.',
    ...['api', 'operation', 'status'],
  );
  const latency = metrics.histogram(
    'offsync_graphql_request_duration_seconds',
    'Time from reading a GraphQL request to its answer.',
    BOUNDS,
    ...['api', 'operation'],
  );
  const errors = metrics.counter(
    'offsync_graphql_errors_total',
    'Entries of `errors` in answers, by error type.',
    ...['api', 'type'],
  );
  const failures = metrics.counter(
    'offsync_resolver_errors_total',
    'Resolvers that failed, by field.',
    ...['api', 'type', 'field'],
  );
  const refusals = metrics.counter(
    'offsync_auth_refusals_total',
    'Callers who were refused, by the authorization mode they tried.',
    ...['api', 'mode'],
  );
  // Most requests end as the one before did.
  let last: Ended | undefined;

  /** As authenticate.ts chooses; `none` for who shows nothing that this API reads. */
  const types = [api.auth, ...api.additionalAuth].map(({ type }) => type);
  const token = types.find((type) => type !== 'API_KEY' && type !== 'AWS_IAM');
  const modeTried = (credentials: Credentials): string => {
    if (types.includes('AWS_IAM') && isSigned(credentials)) return 'AWS_IAM';
    if (types.includes('API_KEY') && credentials.headers['x-api-key'] !== undefined) return 'API_KEY';
    return (credentials.headers['authorization'] === undefined ? undefined : token) ?? 'none';
  };

  return {
    answered({ operation, status, body }, ms) {
      const kind = operation ?? NO_OPERATION;
      if (last?.kind !== kind || last.status !== status) {
        last = { kind, status, requests: requests.of(id, kind, String(status)), latency: latency.of(id, kind) };
      }
      last.requests.value += 1;
      last.latency.record(ms / 1000);
      if (!body.errors) return;
      for (const error of body.errors) errors.of(id, String(error.errorType ?? 'none')).value += 1;
    },
    resolverFailed(typeName, fieldName) {
      failures.of(id, typeName, fieldName).value += 1;
    },
    counted(authenticate) {
      const told = (credentials: Credentials, decision: AuthDecision): AuthDecision => {
        if ('refusal' in decision) refusals.of(id, modeTried(credentials)).value += 1;
        return decision;
      };
      return (credentials) => {
        const decision = authenticate(credentials);
        return decision instanceof Promise
          ? decision.then((late) => told(credentials, late))
          : told(credentials, decision);
      };
    },
  };
}
