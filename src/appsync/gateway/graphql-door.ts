// The HTTP door of one API. The plain cases, a POST with a JSON body, a GET and a preflight, are answered here without
// Yoga: authenticate, read, execute, write. Everything else goes to yoga.ts.

import type { Clock } from '../../lib/clock.js';
import { type Door, type DoorRequest, type DoorResponse, splitUrl } from '../../lib/door.js';
import { messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import { createTrace, type Trace } from '../../lib/trace.js';
import type { AuthDecision, Authenticate } from '../auth/identity.js';
import {
  type ExecutionPorts,
  executeOperation,
  type GraphQLResponse,
  requestError,
  unparsable,
} from '../execution/execute.js';
import { type GraphQLParams, preflight, readBody, readQuery, refusalResponse, writeAnswer } from './envelope.js';

export interface GraphQLDoorPorts {
  readonly execution: ExecutionPorts;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The custom domain a request came by, or null: `ctx.request.domainName`. */
  readonly domainName: (host: string) => string | null;
}

const NOTHING: GraphQLParams = { query: '', operationName: null, variables: null };

type MaybePromise<T> = T | Promise<T>;

const isBrowser = (accept: string): boolean => accept.includes('text/html');

export function createGraphQLDoor(ports: GraphQLDoorPorts): Door {
  const { execution, authenticate, log } = ports;
  const api = execution.program.definition;
  let yoga: Promise<(request: DoorRequest) => Promise<DoorResponse>> | undefined;

  const bug = (error: unknown): GraphQLResponse => {
    log.write('error', `A request failed: ${messageOf(error)}`, {
      stack: error instanceof Error ? error.stack : undefined,
    });
    return requestError(500, 'InternalFailure', 'An internal failure occurred.');
  };

  const run = (
    params: GraphQLParams,
    request: DoorRequest,
    decision: AuthDecision,
    trace: Trace | undefined,
  ): MaybePromise<GraphQLResponse> => {
    if ('refusal' in decision) {
      trace?.note('auth', { refused: decision.refusal.message });
      return refusalResponse(decision.refusal);
    }
    trace?.note('auth', { mode: decision.caller.type, identity: decision.caller.identity });
    return executeOperation(
      execution,
      { ...params, headers: request.headers, domainName: ports.domainName(request.headers['host'] ?? '') },
      decision.caller,
      trace,
    );
  };

  const decide = (request: DoorRequest): MaybePromise<AuthDecision> =>
    authenticate({
      method: request.method,
      host: request.headers['host'] ?? '',
      path: splitUrl(request.url).path,
      headers: request.headers,
      body: request.body,
      remoteAddress: request.remoteAddress,
    });

  const traced = (requestId: string): Trace | undefined =>
    log.enabled('debug') ? createTrace(requestId, ports.clock) : undefined;

  const report = (trace: Trace | undefined, params: GraphQLParams | undefined, response: GraphQLResponse): void => {
    if (!trace) return;
    for (const step of trace.steps) {
      log.write('debug', `${step.name}${step.ms === undefined ? '' : ` ${step.ms.toFixed(2)} ms`}`, {
        request: trace.id,
        ...step.detail,
      });
    }
    log.write('debug', `${api.name} answered ${response.status}`, {
      request: trace.id,
      operation: params?.operationName ?? undefined,
      query: params?.query,
      errors: response.body.errors,
    });
  };

  const fast = (request: DoorRequest): MaybePromise<DoorResponse> => {
    const requestId = ports.random.uuid();
    const trace = traced(requestId);
    let params: GraphQLParams | undefined;
    const finish = (response: GraphQLResponse): DoorResponse => {
      report(trace, params, response);
      return writeAnswer(response, requestId);
    };
    const answer = (decision: AuthDecision): MaybePromise<DoorResponse> => {
      // A refused caller learns nothing about its body.
      if ('refusal' in decision) return finish(run(NOTHING, request, decision, trace) as GraphQLResponse);
      const read = request.method === 'GET' ? readQuery(splitUrl(request.url).query) : readBody(request.body);
      if ('status' in read) return finish(read);
      params = read;
      const response = run(read, request, decision, trace);
      return response instanceof Promise ? response.then(finish, (error) => finish(bug(error))) : finish(response);
    };
    try {
      const decision = decide(request);
      return decision instanceof Promise
        ? decision.then(answer).catch((error) => finish(bug(error)))
        : answer(decision);
    } catch (error) {
      return finish(bug(error));
    }
  };

  const viaYoga = async (params: GraphQLParams | undefined, request: DoorRequest): Promise<GraphQLResponse> => {
    const trace = traced(ports.random.uuid());
    const response = await Promise.resolve(decide(request))
      .then((decision) => {
        if ('caller' in decision && params === undefined) return unparsable();
        return run(params ?? NOTHING, request, decision, trace);
      })
      .catch(bug);
    report(trace, params, response);
    return response;
  };

  return (request) => {
    const { method, headers } = request;
    const accept = headers['accept'] ?? '';
    if (method === 'OPTIONS') return preflight(headers['access-control-request-headers']);
    // AppSync reads any POST body as JSON; only forms, event streams and browsers are left to Yoga.
    const plain =
      method === 'POST' ? !headers['content-type']?.startsWith('multipart/') : method === 'GET' && !isBrowser(accept);
    if (plain && !accept.includes('text/event-stream')) return fast(request);
    yoga ??= import('./yoga.js').then(({ createYogaDoor }) =>
      createYogaDoor({
        run: viaYoga,
        requestId: () => ports.random.uuid(),
        graphiql: {
          title: `${api.name} - GraphiQL`,
          headers: api.apiKeys[0] ? { 'x-api-key': api.apiKeys[0].id } : {},
        },
      }),
    );
    return yoga.then((door) => door(request)).catch((error) => writeAnswer(bug(error), ports.random.uuid()));
  };
}
