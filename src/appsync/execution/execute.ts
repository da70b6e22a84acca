// The operation path: (GraphQLRequest, Caller) -> GraphQLResponse. A pure function of the app's program and its ports; it
// knows no HTTP. The fast door, Yoga and every real-time protocol call it.
import { type ExecutionResult, execute } from 'graphql';
import type { Trace } from '../../lib/trace.js';
import type { Caller } from '../auth/identity.js';
import { operationSlot } from './cache-slots.js';
import { isRefusedWholly } from './denied.js';
import { chooseOperation } from './documents.js';
import type { ErrorEntry } from './entries.js';
import { readAllowed, readProperty, traced } from './fields.js';
import { beginOperation, type ExecutionPorts, type FoundOperation, withinTime } from './operation.js';
import { publishResult } from './publish.js';
import type { GraphQLRequest, GraphQLResponse } from './request.js';
import { checkVariables } from './variables.js';

export type { ExecutionPorts } from './operation.js';
export type { GraphQLRequest, GraphQLResponse } from './request.js';

export function requestError(status: number, errorType: string, message: string): GraphQLResponse {
  return { status, errorType, headers: {}, body: { errors: [{ errorType, message }] } };
}

/** graphql-over-http#81, the AppSync team: what can't be read as a GraphQL request. */
export const unparsable = (): GraphQLResponse =>
  requestError(400, 'MalformedHttpRequestException', 'Unable to parse GraphQL query.');

/** The limits page: "Request execution time for mutations, queries, and subscriptions: 30 seconds". */
export const timedOut = (): GraphQLResponse => requestError(200, 'ExecutionTimeout', 'Execution timed out.');

/** A signed request whose policies open nothing of it (aws-amplify/amplify-cli#4343). */
export const permissionDenied = (): GraphQLResponse => requestError(401, 'UnauthorizedException', 'Permission denied');

const failed = (errors: readonly ErrorEntry[]): GraphQLResponse => ({
  status: 200,
  headers: {},
  body: { data: null, errors },
});

const NO_VARIABLES = Object.freeze({});

/** Finds the operation of a request, or says why there is none. */
export function prepareOperation(
  ports: ExecutionPorts,
  request: Pick<GraphQLRequest, 'query' | 'operationName' | 'variables'>,
  trace?: Trace,
): FoundOperation | { readonly response: GraphQLResponse } {
  const prepared = ports.documents.prepare(request.query, trace);
  if (!prepared || prepared.operations.size === 0) return { response: unparsable() };
  if (prepared.errors.length > 0) return { response: failed(prepared.errors) };
  const operation = chooseOperation(prepared, request.operationName ?? undefined);
  if (!operation) {
    return {
      response: request.operationName
        ? requestError(400, 'BadRequestException', `Unknown operation named '${request.operationName}'.`)
        : requestError(400, 'BadRequestException', 'Missing operation name.'),
    };
  }
  const variables = request.variables ?? NO_VARIABLES;
  const fault = checkVariables(ports.program.schema, operation, variables);
  return fault ? { response: failed([fault]) } : { prepared, operation, variables };
}

/** Answers at once when no resolver did I/O. Never throws for anything a request can hold. */
export function executeOperation(
  ports: ExecutionPorts,
  request: GraphQLRequest,
  caller: Caller,
  trace: Trace | undefined,
): GraphQLResponse | Promise<GraphQLResponse> {
  const found = prepareOperation(ports, request, trace);
  if ('response' in found) return found.response;
  const { prepared, operation } = found;
  if (operation.operation === 'subscription') return ports.subscribe(request, caller, trace);
  const running = beginOperation(ports, found, request, caller, trace);
  const { denied } = running;
  if (denied && isRefusedWholly(caller, denied, operation, running.selection())) return permissionDenied();
  const slot = ports.cache && operationSlot(ports.cache, operation, request, caller, denied);
  if (slot?.kept) {
    trace?.note('cache', { hit: 'operation' });
    return slot.kept.value;
  }
  const { entries } = running.context;

  const answer = (result: ExecutionResult): GraphQLResponse => {
    const data = (result.data ?? null) as Record<string, unknown> | null;
    for (const error of result.errors ?? []) running.fail(error);
    if (operation.operation === 'mutation' && data) publishResult(ports, operation, running.selection, data);
    const { headers, extensions } = running.settle();
    const body = { data, ...(entries.length > 0 && { errors: entries }), ...(extensions && { extensions }) };
    const response = { status: 200, operation: operation.operation, headers, body };
    if (slot && entries.length === 0) slot.keep(response);
    return response;
  };

  const read = denied ? readAllowed : readProperty;
  const result = execute({
    schema: ports.program.schema,
    document: prepared.document,
    rootValue: undefined,
    contextValue: running.context,
    variableValues: found.variables,
    operationName: operation.name?.value,
    fieldResolver: trace?.everyField ? traced(read) : read,
  });
  if (!(result instanceof Promise)) return answer(result);
  return withinTime(ports, result, answer, () => ({ ...timedOut(), operation: operation.operation }));
}
