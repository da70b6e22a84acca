// One operation as it runs: what its resolvers share, the time it may take, what becomes of its errors and of what handlers
// asked for. execute.ts runs queries and mutations in it, subscribe.ts a subscription's own resolver; it walks no document.
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';
import type { Trace } from '../../lib/trace.js';
import type { Caller } from '../auth/identity.js';
import type { Source } from '../sources/source.js';
import type { ApiCache } from './cache.js';
import { evictionKey } from './cache-keys.js';
import type { ApiProgram } from './compile-api.js';
import type { Denied } from './decisions.js';
import { traceDenied } from './denied.js';
import type { Documents, Prepared } from './documents.js';
import { collectedEntry, type ErrorEntry, internalEntry, ResolverFailure } from './entries.js';
import type { OperationContext } from './fields.js';
import type { GraphQLRequest, GraphQLResponse } from './request.js';
import type { SelectionContext } from './selection.js';
import { typeAt } from './type-at.js';

/** What running operations of one API takes; made once per revision. */
export interface ExecutionPorts {
  readonly program: ApiProgram;
  /** Differs from every other program's: what was projected by an earlier one is not taken for this one's. */
  readonly number: number;
  readonly documents: Documents;
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds; 0: none (the limits page: a request may take 30 seconds). */
  readonly timeoutMs: number;
  /** Hands a mutation's selected result to the subscriptions tied to its field. */
  publish(subscriptionField: string, event: unknown): void;
  hasSubscribers(subscriptionField: string): boolean;
  /** A subscription that came over HTTP: real time is above this floor. */
  subscribe(request: GraphQLRequest, caller: Caller, trace: Trace | undefined): Promise<GraphQLResponse>;
  /** extensions.invalidateSubscriptions. */
  invalidate(invalidation: unknown): void;
  /** Absent: the API keeps nothing of its answers. */
  readonly cache?: ApiCache | undefined;
  /** Counts resolvers that failed. */
  readonly failed?: OperationContext['failed'];
}

/** An operation that was found good. */
export interface FoundOperation {
  readonly prepared: Prepared;
  readonly operation: OperationDefinitionNode;
  /** As sent. */
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface RunningOperation {
  readonly context: OperationContext;
  /** What the caller may not read of the document. */
  readonly denied: Denied | undefined;
  /** Made at the first asking: most operations never walk their selection again. */
  selection(): SelectionContext;
  /** Takes an error that a resolver threw or graphql-js collected. */
  fail(error: CollectedError): void;
  /** What handlers asked for beside their results is done; gives what of it the answer shows. */
  settle(): Settled;
}

export interface Settled {
  readonly headers: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface CollectedError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly originalError?: Error | undefined;
  readonly stack?: string | undefined;
}

/** Variables as resolvers' arguments see them: coerced, with the operation's defaults. They were checked before. */
function coercedVariables(
  schema: GraphQLSchema,
  { operation, variables }: FoundOperation,
): SelectionContext['variables'] {
  return getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced ?? variables;
}

export function beginOperation(
  ports: ExecutionPorts,
  found: FoundOperation,
  request: { readonly headers: Readonly<Record<string, string>>; readonly domainName: string | null },
  caller: Caller,
  trace: Trace | undefined,
): RunningOperation {
  const { program, log } = ports;
  const denied = found.prepared.decisions.deniedTo(caller);
  if (denied) traceDenied(trace, caller, denied);
  const context: OperationContext = {
    scope: {
      identity: caller.identity,
      request: { headers: request.headers, domainName: request.domainName },
      env: program.definition.environment,
      authType: caller.label,
      trace,
      log,
    },
    sources: ports.sources,
    variables: found.variables,
    denied: denied?.fields,
    cache: ports.cache,
    entries: [],
    effects: [],
    resolversRun: 0,
    failed: ports.failed,
  };
  let known: SelectionContext | undefined;
  const selection = (): SelectionContext =>
    (known ??= {
      schema: program.schema,
      fragments: found.prepared.fragments,
      variables: coercedVariables(program.schema, found),
    });
  return {
    context,
    denied,
    selection,
    fail(error) {
      // A resolver's failure stands in the entries already, with the moment it happened.
      if (error.originalError instanceof ResolverFailure) return;
      let entry: ErrorEntry | undefined = collectedEntry(error, (path) => typeAt(selection(), found.operation, path));
      if (!entry) {
        log.write('error', `Executing failed: ${error.message}`, {
          stack: error.originalError?.stack ?? error.stack,
        });
        entry = internalEntry(error.path ?? null);
      }
      context.entries.push(entry);
    },
    settle() {
      const headers: Record<string, string> = {};
      let deleted = 0;
      for (const effect of context.effects) {
        if (effect.kind === 'response-header') headers[effect.name.toLowerCase()] = String(effect.value);
        else if (effect.kind === 'invalidate-subscriptions') ports.invalidate(effect.invalidation);
        // "This utility works only for mutations, not queries." extensions.md
        else if (effect.kind === 'evict-from-api-cache' && found.operation.operation === 'mutation') {
          const key = evictionKey(`${effect.typeName}.${effect.fieldName}`, effect.keys);
          if (ports.cache?.evict(key)) deleted += 1;
        }
      }
      // "If an entry is successfully cleared, the response contains an apiCacheEntriesDeleted value."
      return deleted > 0 ? { headers, extensions: { apiCacheEntriesDeleted: deleted } } : { headers };
    },
  };
}

/** Gives `work`'s answer, or `late`'s when it takes longer than a request may. What comes after that reaches nobody. */
export function withinTime<T, R>(
  ports: ExecutionPorts,
  work: Promise<T>,
  answer: (value: T) => R,
  late: () => R,
): Promise<R> {
  if (ports.timeoutMs === 0) return work.then(answer);
  let over = false;
  return new Promise((resolve, reject) => {
    const timer = ports.clock.after(ports.timeoutMs, () => {
      over = true;
      resolve(late());
    });
    work
      .then((value) => {
        if (!over) resolve(answer(value));
      })
      .catch(reject)
      .finally(() => timer.cancel());
  });
}
