// The operation path: (GraphQLRequest, Caller) -> GraphQLResponse. A pure function of the app's program and its ports; it
// knows no HTTP. The fast door, Yoga and every real-time protocol call it.
import {
  execute,
  type GraphQLError,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';
import type { Trace } from '../../lib/trace.js';
import type { Caller } from '../auth/identity.js';
import type { Effect, OperationScope } from '../runtime/unit.js';
import type { Source } from '../sources/source.js';
import { chooseOperation, type Documents, type Prepared } from './documents.js';
import { collectedEntry, type ErrorEntry, ResolverFailure } from './entries.js';
import { type OperationContext, readProperty } from './fields.js';
import type { ApiProgram } from './program.js';
import { eventOf } from './projection.js';
import { eachField } from './selection.js';
import { checkVariables } from './variables.js';

export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly domainName: string | null;
}

export interface GraphQLResponse {
  readonly status: number;
  /** Sent as `x-amzn-errortype` when the request failed as a whole. */
  readonly errorType?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly (ErrorEntry | { readonly errorType: string; readonly message: string })[];
  };
}

/** What running operations of one API takes; made once per revision. */
export interface ExecutionPorts {
  readonly program: ApiProgram;
  readonly documents: Documents;
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds; 0: none (the limits page: a request may take 30 seconds). */
  readonly timeoutMs: number;
  /** Hands a mutation's selected result to the subscriptions tied to its field. */
  publish(subscriptionField: string, event: unknown): void;
  hasSubscribers(subscriptionField: string): boolean;
  /** extensions.invalidateSubscriptions. */
  invalidate(invalidation: unknown): void;
}

export function requestError(status: number, errorType: string, message: string): GraphQLResponse {
  return { status, errorType, headers: {}, body: { errors: [{ errorType, message }] } };
}

/** graphql-over-http#81, the AppSync team: what can't be read as a GraphQL request. */
export const unparsable = (): GraphQLResponse =>
  requestError(400, 'MalformedHttpRequestException', 'Unable to parse GraphQL query.');

const failed = (errors: readonly ErrorEntry[]): GraphQLResponse => ({
  status: 200,
  headers: {},
  body: { data: null, errors },
});

const NO_VARIABLES = Object.freeze({});

/** Variables as resolvers' arguments see them: coerced, with the operation's defaults. They were checked before. */
export function coercedVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced ?? variables;
}

export function operationScope(
  ports: ExecutionPorts,
  request: Pick<GraphQLRequest, 'headers' | 'domainName'>,
  caller: Caller,
  trace: Trace | undefined,
): OperationScope {
  return {
    identity: caller.identity,
    request: { headers: request.headers, domainName: request.domainName },
    env: ports.program.definition.environment,
    authType: caller.label,
    trace,
    log: ports.log,
  };
}

/** Finds the operation of a request, or says why there is none. */
export function prepareOperation(
  ports: ExecutionPorts,
  request: Pick<GraphQLRequest, 'query' | 'operationName' | 'variables'>,
):
  | { readonly prepared: Prepared; readonly operation: OperationDefinitionNode }
  | { readonly response: GraphQLResponse } {
  const prepared = ports.documents.prepare(request.query);
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
  const fault = checkVariables(ports.program.schema, operation, request.variables ?? NO_VARIABLES);
  return fault ? { response: failed([fault]) } : { prepared, operation };
}

/** Answers at once when no resolver did I/O. Never throws for anything a request can hold. */
export function executeOperation(
  ports: ExecutionPorts,
  request: GraphQLRequest,
  caller: Caller,
  trace: Trace | undefined,
): GraphQLResponse | Promise<GraphQLResponse> {
  const found = prepareOperation(ports, request);
  if ('response' in found) return found.response;
  const { prepared, operation } = found;
  const variables = request.variables ?? NO_VARIABLES;
  const entries: ErrorEntry[] = [];
  const effects: Effect[] = [];
  const context: OperationContext = {
    scope: operationScope(ports, request, caller, trace),
    sources: ports.sources,
    variables,
    entries,
    effects,
    resolversRun: 0,
  };

  const answer = (result: { readonly data?: unknown; readonly errors?: readonly GraphQLError[] }): GraphQLResponse => {
    const data = (result.data ?? null) as Record<string, unknown> | null;
    for (const error of result.errors ?? []) {
      // A resolver's failure stands in `entries` already, with the moment it happened.
      if (error.originalError instanceof ResolverFailure) continue;
      const entry = collectedEntry(error, (path) => typeAt(ports.program, prepared, operation, variables, path));
      if (!entry)
        ports.log.write('error', `Executing failed: ${error.message}`, {
          stack: error.originalError?.stack ?? error.stack,
        });
      entries.push(
        entry ?? {
          path: error.path ?? null,
          data: null,
          errorType: 'InternalFailure',
          errorInfo: null,
          locations: null,
          message: 'An internal failure occurred while resolving this field.',
        },
      );
    }
    if (operation.operation === 'mutation' && data) publishResult(ports, prepared, operation, variables, data);
    const headers: Record<string, string> = {};
    for (const effect of effects) {
      if (effect.kind === 'response-header') headers[effect.name.toLowerCase()] = String(effect.value);
      else if (effect.kind === 'invalidate-subscriptions') ports.invalidate(effect.invalidation);
    }
    return { status: 200, headers, body: entries.length > 0 ? { data, errors: entries } : { data } };
  };

  const result = execute({
    schema: ports.program.schema,
    document: prepared.document,
    rootValue: undefined,
    contextValue: context,
    variableValues: variables,
    operationName: operation.name?.value,
    fieldResolver: readProperty,
  });
  if (!(result instanceof Promise)) return answer(result);
  if (ports.timeoutMs === 0) return result.then(answer);
  let late = false;
  return new Promise((resolve, reject) => {
    const timer = ports.clock.after(ports.timeoutMs, () => {
      late = true;
      resolve(requestError(200, 'ExecutionTimeout', 'Execution timed out.'));
    });
    // What comes after the answer was given reaches nobody, subscribers neither.
    result
      .then((done) => {
        if (!late) resolve(answer(done));
      })
      .catch(reject)
      .finally(() => timer.cancel());
  });
}

function publishResult(
  ports: ExecutionPorts,
  prepared: Prepared,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  data: Readonly<Record<string, unknown>>,
): void {
  const { schema, subscriptions } = ports.program;
  if (subscriptions.size === 0) return;
  const coerced = coercedVariables(schema, operation, variables);
  const selection = { schema, fragments: prepared.fragments, variables: coerced };
  const mutations = schema.getMutationType()!;
  eachField(operation.selectionSet, selection, mutations.name, (field) => {
    const tied = subscriptions.get(field.name.value);
    const value = data[(field.alias ?? field.name).value];
    if (!tied || value === null || value === undefined) return;
    const waiting = tied.filter((name) => ports.hasSubscribers(name));
    if (waiting.length === 0) return;
    const event = eventOf(selection, [field], mutations.getFields()[field.name.value]!.type, value);
    for (const name of waiting) ports.publish(name, event);
  });
}

/** The declared type at a response path, and the name of the type that declares it. Walked only when a field failed. */
function typeAt(
  program: ApiProgram,
  prepared: Prepared,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
): { readonly type: GraphQLOutputType; readonly parent: string } | undefined {
  const coerced = coercedVariables(program.schema, operation, variables);
  const selection = { schema: program.schema, fragments: prepared.fragments, variables: coerced };
  let parent = program.schema.getRootType(operation.operation)?.name ?? '';
  let sets = [operation.selectionSet];
  let type: GraphQLOutputType | undefined;
  for (const part of path) {
    if (typeof part === 'number') {
      const list = type && getNullableType(type);
      type = isListType(list) ? (list.ofType as GraphQLOutputType) : type;
      continue;
    }
    if (type) parent = getNamedType(type).name;
    const nodes = sets.flatMap((set) => {
      const named: { name: string; selectionSet: (typeof sets)[number] | undefined }[] = [];
      eachField(set, selection, undefined, (field) => {
        if ((field.alias ?? field.name).value === part)
          named.push({ name: field.name.value, selectionSet: field.selectionSet });
      });
      return named;
    });
    const owner = program.schema.getType(parent);
    const candidates = owner && 'getFields' in owner ? [owner] : owner && 'getTypes' in owner ? owner.getTypes() : [];
    const field = candidates
      .map((one) => ('getFields' in one ? one.getFields()[nodes[0]?.name ?? ''] : undefined))
      .find((one) => one !== undefined);
    if (!field || !('args' in field)) return undefined;
    type = field.type as GraphQLOutputType;
    sets = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));
  }
  return type && isNonNullType(type) ? { type, parent } : type && { type, parent };
}
