// The HTTP door of one API. The plain cases, a POST with a JSON body, a GET and a preflight, are answered here without
// Yoga: authenticate, read, execute, write. Everything else goes to yoga.ts.

import type { Clock } from '../../lib/clock.js';
import { type Door, type DoorRequest, type DoorResponse, splitUrl } from '../../lib/door.js';
import { messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import { createTrace, type Trace } from '../../lib/trace.js';
import type { AuthDecision, Authenticate, Caller } from '../auth/identity.js';
import { originOf } from '../auth/origin.js';
import {
  type ExecutionPorts,
  executeOperation,
  type GraphQLResponse,
  requestError,
  unparsable,
} from '../execution/execute.js';
import { type GraphQLParams, preflight, readBody, readQuery, refusalResponse, writeAnswer } from './envelope.js';
import { writeEvents } from './event-stream.js';
import { reportTrace } from './report.js';

export interface GraphQLDoorPorts {
  readonly execution: ExecutionPorts;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The custom domain a request came by, or null: `ctx.request.domainName`. */
  readonly domainName: (headers: Readonly<Record<string, string>>) => string | null;
}

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

  /** Executes for a caller who was let in; `params` is an answer already where the body could not be read. */
  const run = (
    params: GraphQLParams | GraphQLResponse,
    request: DoorRequest,
    caller: Caller,
    trace: Trace | undefined,
  ): MaybePromise<GraphQLResponse> => {
    trace?.note('auth', { mode: caller.type, identity: caller.identity });
    if ('status' in params) return params;
    const { headers } = request;
    const endpoint = { secure: request.secure, path: splitUrl(request.url).path };
    return executeOperation(
      execution,
      { ...params, headers, domainName: ports.domainName(headers), endpoint },
      caller,
      trace,
    );
  };

  const decide = (request: DoorRequest, requestId: string): MaybePromise<AuthDecision> => {
    const { method, headers, body } = request;
    const host = headers['host'] ?? '';
    return authenticate({ method, host, ...splitUrl(request.url), headers, body, ...originOf(request), requestId });
  };

  const report = (trace: Trace | undefined, params: GraphQLParams | undefined, response: GraphQLResponse): void => {
    if (!trace) return;
    reportTrace(log, trace);
    log.write('debug', `${api.name} answered ${response.status}`, {
      request: trace.id,
      operation: params?.operationName ?? undefined,
      query: params?.query,
      errors: response.body.errors,
    });
  };

  /**
   * Authenticates, reads, executes and hands the answer to `write`, at once when nothing on the way takes time. A refused
   * caller learns nothing about its body: `read` is not called.
   */
  const serve = <T>(
    request: DoorRequest,
    read: () => GraphQLParams | GraphQLResponse,
    write: (response: GraphQLResponse, requestId: string) => T,
  ): MaybePromise<T> => {
    const requestId = ports.random.uuid();
    const trace = log.enabled('debug') ? createTrace(requestId, ports.clock) : undefined;
    let params: GraphQLParams | undefined;
    const finish = (response: GraphQLResponse): T => {
      report(trace, params, response);
      return write(response, requestId);
    };
    const broken = (error: unknown): T => finish(bug(error));
    const answer = (decision: AuthDecision): MaybePromise<T> => {
      if ('refusal' in decision) {
        const { message, detail } = decision.refusal;
        trace?.note('auth', { refused: message, detail });
        return finish(refusalResponse(decision.refusal));
      }
      const found = read();
      if (!('status' in found)) params = found;
      const response = run(found, request, decision.caller, trace);
      return response instanceof Promise ? response.then(finish, broken) : finish(response);
    };
    try {
      const decision = decide(request, requestId);
      return decision instanceof Promise ? decision.then(answer).catch(broken) : answer(decision);
    } catch (error) {
      return broken(error);
    }
  };

  const fast = (
    request: DoorRequest,
    write: (response: GraphQLResponse, requestId: string) => DoorResponse,
  ): MaybePromise<DoorResponse> =>
    serve(
      request,
      () => (request.method === 'GET' ? readQuery(splitUrl(request.url).query) : readBody(request.body)),
      write,
    );

  const writeStream = (response: GraphQLResponse, requestId: string): DoorResponse =>
    writeEvents(response, requestId, ports.clock);

  const viaYoga = (params: GraphQLParams | undefined, request: DoorRequest): MaybePromise<GraphQLResponse> =>
    serve(
      request,
      () => params ?? unparsable(),
      (response) => response,
    );

  return (request) => {
    const { method, headers } = request;
    const accept = headers['accept'] ?? '';
    if (method === 'OPTIONS') return preflight(headers['access-control-request-headers']);
    // AppSync reads any POST body as JSON; only forms and browsers are left to Yoga.
    const plain =
      method === 'POST' ? !headers['content-type']?.startsWith('multipart/') : method === 'GET' && !isBrowser(accept);
    if (plain) return fast(request, accept.includes('text/event-stream') ? writeStream : writeAnswer);
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
