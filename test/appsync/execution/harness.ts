// One API behind the face of execution, without doors: any caller may be made up, and what reached a source is counted.

import type { Caller } from '../../../src/appsync/auth/identity.js';
import { compile, createJsRuntime, createVtlRuntime } from '../../../src/appsync/compile.js';
import { createDocuments } from '../../../src/appsync/execution/documents.js';
import { type ExecutionPorts, executeOperation, type GraphQLResponse } from '../../../src/appsync/execution/execute.js';
import { registerSubscription } from '../../../src/appsync/execution/subscribe.js';
import { createHub } from '../../../src/appsync/realtime/hub.js';
import { SOURCES } from '../../../src/appsync/sources/index.js';
import type { SourcePorts } from '../../../src/appsync/sources/source.js';
import { type ApiDefinition, EMPTY_DEFINITION } from '../../../src/definition/model.js';
import { createManualClock } from '../../../src/lib/clock.js';
import type { Diagnostic } from '../../../src/lib/diagnostics.js';
import { silentLog } from '../../../src/lib/log.js';
import { createSeededRandom } from '../../../src/lib/random.js';
import { createTrace, type Trace } from '../../../src/lib/trace.js';

const LABELS = {
  API_KEY: 'API Key Authorization',
  AWS_IAM: 'IAM Authorization',
  OPENID_CONNECT: 'Open ID Connect Authorization',
  AMAZON_COGNITO_USER_POOLS: 'User Pool Authorization',
  AWS_LAMBDA: 'Lambda Authorization',
} as const;

/** A caller who was let in; `key` is made of everything that decides. */
export function callerOf(type: Caller['type'], more: Partial<Caller> = {}): Caller {
  const { rank = 'default', groups, deniedByDefault, denies } = more;
  const key = [type, rank, ...(groups ?? []), deniedByDefault, denies].map(String).join('|');
  return { type, label: LABELS[type], identity: null, rank, key, ...more };
}

export interface World {
  readonly ports: ExecutionPorts;
  readonly diagnostics: readonly Diagnostic[];
  /** `Type.field` of each resolver that called its source. */
  readonly ran: string[];
  run(query: string, caller: Caller, variables?: Record<string, unknown>, trace?: Trace): Promise<GraphQLResponse>;
  /** Subscribes; gives the errors of `start`, or a list that grows with every payload. */
  subscribe(query: string, caller: Caller): Promise<{ readonly errors?: readonly unknown[]; readonly seen: unknown[] }>;
  projectionKey(query: string, caller: Caller): Promise<string | undefined>;
}

export const newTrace = (): Trace => createTrace('trace', createManualClock());

/** `backends`: what the API's data sources call; those of type NONE need nothing. */
export function worldOf(api: ApiDefinition, backends: Partial<SourcePorts> = {}): World {
  const clock = createManualClock();
  const random = createSeededRandom();
  const common = { clock, random, log: silentLog, account: { accountId: '000000000000', region: 'us-east-1' } };
  const { program, diagnostics } = compile({ ...EMPTY_DEFINITION, apis: [api] }, () => ({
    js: createJsRuntime(common),
    vtl: createVtlRuntime(common),
  }));
  const compiled = program.apis[0];
  if (!compiled) throw new Error(JSON.stringify(diagnostics));
  const hub = createHub({ log: silentLog });
  const ran: string[] = [];
  const ports: ExecutionPorts = {
    program: compiled,
    number: 1,
    documents: createDocuments(compiled.schema, compiled.rules),
    sources: compiled.sources.map((source) => {
      const call = SOURCES[source.type].create(source, backends as SourcePorts);
      return (asked) => {
        const { parentTypeName, fieldName } = asked.scope.info();
        ran.push(`${parentTypeName}.${fieldName}`);
        return call(asked);
      };
    }),
    clock,
    log: silentLog,
    timeoutMs: 0,
    publish: (field, event) => hub.publish(api.id, field, event),
    hasSubscribers: (field) => hub.hasSubscribers(api.id, field),
    subscribe: () => Promise.reject(new Error('not over HTTP')),
    invalidate: () => {},
  };
  const register = (query: string, caller: Caller) =>
    registerSubscription(ports, { apiId: api.id, query, operationName: undefined, variables: {}, headers: {}, caller });
  return {
    ports,
    diagnostics,
    ran,
    run: async (query, caller, variables = {}, trace) =>
      executeOperation(ports, { query, variables, headers: {}, domainName: null }, caller, trace),
    async subscribe(query, caller) {
      const result = await register(query, caller);
      const seen: unknown[] = [];
      if ('errors' in result) return { errors: result.errors, seen };
      hub.subscribe(
        result.registration,
        (payload) => void seen.push(JSON.parse(payload)),
        () => {},
      );
      return { seen };
    },
    async projectionKey(query, caller) {
      const result = await register(query, caller);
      return 'errors' in result ? undefined : result.registration.projectionKey;
    },
  };
}
