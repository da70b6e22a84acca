// The HTTP door of one API. The plain cases, a POST with a JSON body, a GET and a preflight, are answered here without
// Yoga: authenticate, read, execute, write. Everything else goes to yoga.ts.

import type { Clock } from '../../lib/clock.js';
import { type Door, type DoorRequest, type DoorResponse, splitUrl } from '../../lib/door.js';
import { messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import type { Trace } from '../../lib/trace.js';
import type { AuthDecision, Authenticate, Caller } from '../auth/identity.js';
import { originOf } from '../auth/origin.js';
import {
  type ExecutionPorts,
  executeOperation,
  type GraphQLResponse,
  requestError,
  unparsable,
} from '../execution/execute.js';
import {
  type GraphQLParams,
  preflight,
  readBody,
  readQuery,
  refusalResponse,
  responseHeaders,
  writeAnswer,
} from './envelope.js';
import { writeEvents } from './event-stream.js';
import type { RequestMeter } from './meter.js';
import type { Reporter } from './report.js';

export interface GraphQLDoorPorts {
  readonly execution: ExecutionPorts;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Who reads along. */
  readonly reporter: Reporter;
  readonly meter: RequestMeter;
  /** Bytes an answer may have; 0: no limit. */
  readonly responseBytes: number;
  /** The custom domain a request came by, or null: `ctx.request.domainName`. */
  readonly domainName: (headers: Readonly<Record<string, string>>) => string | null;
}

type MaybePromise<T> = T | Promise<T>;

const isBrowser = (accept: string): boolean => accept.includes('text/html');

export function createGraphQLDoor(ports: GraphQLDoorPorts): Door {
  const { execution, authenticate, log, reporter, meter, clock } = ports;
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

  const report = (
    trace: Trace,
    { headers }: DoorRequest,
    params: GraphQLParams | undefined,
    response: GraphQLResponse,
  ): void => {
    const { status, operation, body } = response;
    const answeredHeaders = responseHeaders(response, trace.id);
    reporter.end(trace, { ...params, status, operation, errors: body.errors, headers, answeredHeaders });
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
    const began = clock.monotonic();
    const trace = reporter.begin(requestId, request.headers);
    const authenticated = trace?.begin('auth', {});
    let params: GraphQLParams | undefined;
    const finish = (response: GraphQLResponse): T => {
      meter.answered(response, clock.monotonic() - began);
      if (trace) report(trace, request, params, response);
      return write(response, requestId);
    };
    const broken = (error: unknown): T => finish(bug(error));
    const answer = (decision: AuthDecision): MaybePromise<T> => {
      if ('refusal' in decision) {
        const { message, detail } = decision.refusal;
        authenticated?.({ refused: message, detail });
        return finish(refusalResponse(decision.refusal));
      }
      authenticated?.({ mode: decision.caller.type, identity: decision.caller.identity });
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

  const write = (response: GraphQLResponse, requestId: string): DoorResponse =>
    writeAnswer(response, requestId, ports.responseBytes);
  const writeStream = (response: GraphQLResponse, requestId: string): DoorResponse =>
    writeEvents(response, requestId, clock);

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
    if (plain) return fast(request, accept.includes('text/event-stream') ? writeStream : write);
    yoga ??= import('./yoga.js').then(({ createYogaDoor }) =>
      createYogaDoor({
        run: viaYoga,
        write: (response) => write(response, ports.random.uuid()),
        graphiql: {
          title: `${api.name} - GraphiQL`,
          headers: api.apiKeys[0] ? { 'x-api-key': api.apiKeys[0].id } : {},
        },
      }),
    );
    return yoga.then((door) => door(request)).catch((error) => writeAnswer(bug(error), ports.random.uuid()));
  };
}
