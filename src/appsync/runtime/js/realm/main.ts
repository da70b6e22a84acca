// Runs inside the realm: the whole of what the host can call. Holds the library, the registered modules and the one
// function that leads out. docs/decisions/0005-resolver-realm.md tells the rules; realm/protocol.ts the shapes.

import type { HostCall } from '../../util/host.js';
import {
  createUtil,
  EarlyReturn,
  type Fault,
  RaisedFault,
  UnauthorizedFault,
  type UtilEffect,
  type UtilSession,
} from '../../util/index.js';
import { createGlobals } from './globals.js';
import { harden } from './harden.js';
import { createMeter, type Guards } from './meter.js';
import { FAILED, type RealmApi, SAME_RESULT, SEE_RECORD, STAND_IN } from './protocol.js';

type Handler = (context: unknown) => unknown;
type Factory = () => { readonly request?: Handler; readonly response?: Handler };
type Wrapper = (guards: Guards, library: object, modules: object) => readonly [stateless: boolean, factory: Factory];

interface RegisteredUnit {
  readonly factory: Factory;
  /** The handlers themselves when the module has no state of its own. */
  readonly made: ReturnType<Factory> | undefined;
  /** True once a handler tried to change what operations share: it gets copies from then on. */
  private: boolean;
}

interface Shared {
  readonly id: number;
  readonly texts: readonly [identity: string, request: string, env: string];
  readonly identity: unknown;
  readonly request: unknown;
  readonly env: unknown;
}

/** Operations whose shared part is kept; the host makes an older one again when it comes back. */
const KEPT_OPERATIONS = 512;

/** What `ctx.result` is when the handler only passes it on. */
const standIn = Object.freeze({});

export function createRealm(outside: HostCall): RealmApi {
  // The host never throws into the realm (its errors are objects of the host): it says FAILED, and the realm throws.
  const host: HostCall = (name, argument) => {
    const answer = outside(name, argument);
    if (answer.startsWith(FAILED)) throw new TypeError(answer.slice(FAILED.length));
    return answer;
  };
  const meter = createMeter(host);
  let errors: Fault[] = [];
  let effects: UtilEffect[] = [];
  let logs: { level: string; place: string; text: string }[] = [];
  let record = '';

  // Lines wait for the end of the run: one that has to be done again must not say everything twice.
  const line = (level: string, place: string, args: readonly unknown[]): void => {
    logs.push({ level, place, text: args.map(logText).join(' ') });
  };
  const session: UtilSession = {
    appendError: (fault) => void errors.push(fault),
    effect: (effect) => void effects.push(effect),
    log: (level, args) => line(level, String(new Error().stack), args),
    authType: () => host('authType', ''),
  };
  const { util, runtime, extensions, modules: parts } = createUtil(host, session);
  /** What code imports (built-in-modules-js.md). */
  const modules: Readonly<Record<string, object>> = {
    '@aws-appsync/utils': { util, runtime, extensions },
    '@aws-appsync/utils/dynamodb': parts.dynamodb,
    '@aws-appsync/utils/rds': parts.rds,
    '@aws-appsync/utils/ai': parts.ai,
  };
  const library = {
    util,
    runtime,
    extensions,
    ...createGlobals(host, meter.guards, line),
  };
  harden([library, modules, meter.guards, standIn, session]);

  const units = new Map<number, RegisteredUnit>();
  let registered = 0;
  const operations: Shared[] = [];

  const sharedOf = (id: number, own: boolean): Shared | undefined => {
    const found = operations[id % KEPT_OPERATIONS];
    if (!own || !found) return found;
    const [identity, request, env] = found.texts;
    return { ...found, identity: JSON.parse(identity), request: JSON.parse(request), env: JSON.parse(env) };
  };

  const run: RealmApi['run'] = (
    id,
    name,
    operation,
    args,
    source,
    stash,
    prev,
    result,
    error,
    outErrors,
    wantsInfo,
  ) => {
    const unit = units.get(id)!;
    const attempt = (): unknown => {
      errors = [];
      effects = [];
      logs = [];
      meter.reset();
      const shared = operation < 0 ? undefined : sharedOf(operation, unit.private);
      const stashed = stash === '' ? undefined : JSON.parse(stash);
      const given = result === STAND_IN ? standIn : result === '' ? null : JSON.parse(result);
      const context = contextOf(
        args === '' ? undefined : JSON.parse(args),
        source === '' ? undefined : JSON.parse(source),
        stashed,
        prev === '' ? undefined : JSON.parse(prev),
        given,
        error === '' ? null : JSON.parse(error),
        shared,
        outErrors === '' ? [] : JSON.parse(outErrors),
        wantsInfo ? host : undefined,
      );
      let ended: Ended;
      try {
        const handlers = unit.made ?? unit.factory();
        const value = handlers[name]!(context);
        if (value === standIn) ended = { kind: 'value', sameResult: true };
        else {
          const text = JSON.stringify(value);
          const left = stashed === undefined ? stash : JSON.stringify(stashed);
          if (errors.length === 0 && effects.length === 0 && left === stash) return text;
          ended = { kind: 'value', value };
        }
      } catch (thrown) {
        ended = endedBy(thrown);
      }
      return close(ended, stash, stashed);
    };
    const first = attempt();
    if (first !== RETRY) return first;
    unit.private = true;
    return attempt();

    function endedBy(thrown: unknown): Ended {
      if (thrown instanceof EarlyReturn) return { kind: 'early-return', value: thrown.value, skipTo: thrown.skipTo };
      if (thrown instanceof UnauthorizedFault) return { kind: 'unauthorized', fault: thrown.fault };
      if (thrown instanceof RaisedFault) return { kind: 'error', fault: thrown.fault };
      const { name: kind, message, stack } = thrown as Error;
      if (
        !unit.private &&
        operation >= 0 &&
        kind === 'TypeError' &&
        /read only|read-only|not extensible|Cannot delete/.test(message)
      )
        return { kind: 'retry' };
      return { kind: 'failure', message: String(message), stack: String(stack) };
    }
  };

  const close = (ended: Ended, before: string, stashed: unknown): unknown => {
    if (ended.kind === 'retry') return RETRY;
    const changed = stashed !== undefined && JSON.stringify(stashed) !== before;
    if (ended.kind === 'value' && ended.sameResult && errors.length === 0 && effects.length === 0 && !changed) {
      return SAME_RESULT;
    }
    const { fault } = ended;
    record = JSON.stringify({
      ...ended,
      ...(ended.value === standIn ? { value: undefined, sameResult: true } : {}),
      ...(fault ? { fault: faultRecord(fault) } : {}),
      errors: errors.map(faultRecord),
      effects,
      ...(changed ? { stash: stashed } : {}),
    });
    return SEE_RECORD;
  };

  return {
    moduleNames: () =>
      JSON.stringify(Object.fromEntries(Object.entries(modules).map(([name, all]) => [name, Object.keys(all)]))),
    register(factory) {
      const [stateless, make] = (factory as Wrapper)(meter.guards, library, modules);
      meter.reset();
      registered += 1;
      units.set(registered, { factory: make, made: stateless ? Object.freeze(make()) : undefined, private: false });
      return registered;
    },
    release: (unit) => void units.delete(unit),
    operation(id, identity, request, env) {
      operations[id % KEPT_OPERATIONS] = {
        id,
        texts: [identity, request, env],
        identity: freeze(JSON.parse(identity)),
        request: freeze(JSON.parse(request)),
        env: freeze(JSON.parse(env)),
      };
    },
    run(...parameters) {
      let answer: unknown;
      try {
        answer = run(...parameters);
      } catch (thrown) {
        // A value that JSON can't hold, or a stack that ran out: still an answer, never an exception.
        errors = [];
        effects = [];
        answer = close({ kind: 'failure', message: String((thrown as Error).message), stack: '' }, '', undefined);
      }
      if (logs.length > 0) host('log', JSON.stringify(logs));
      return answer;
    },
    record: () => record,
  };
}

/** A run that has to be done again with private copies of what operations share. */
const RETRY = 0;

interface Ended {
  readonly kind: 'value' | 'early-return' | 'error' | 'unauthorized' | 'failure' | 'retry';
  readonly value?: unknown;
  readonly sameResult?: boolean;
  readonly skipTo?: 'END' | 'NEXT';
  readonly fault?: Fault;
  readonly message?: string;
  readonly stack?: string;
}

function faultRecord(fault: Fault): object {
  return fault.data === standIn ? { ...fault, data: null, dataIsResult: true } : fault;
}

/** `ctx` (resolver-context-reference-js.md): `args` is another name of `arguments`, and not a second copy in its JSON. */
function contextOf(
  args: unknown,
  source: unknown,
  stash: unknown,
  prev: unknown,
  result: unknown,
  error: unknown,
  shared: Shared | undefined,
  outErrors: unknown,
  host: HostCall | undefined,
): object {
  const context = {
    arguments: args,
    identity: shared === undefined ? null : shared.identity,
    source: source === undefined ? null : source,
    result,
    request: shared === undefined ? null : shared.request,
    info: host === undefined ? null : JSON.parse(host('info', '')),
    error,
    prev: prev === undefined ? null : prev,
    stash,
    outErrors,
    env: shared === undefined ? null : shared.env,
  };
  Object.defineProperty(context, 'args', { value: args });
  return context;
}

function freeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}

/** Texts in quotes, as `INFO - code.js:5:3: "current id" "record-id"` in test-resolvers.md. */
function logText(value: unknown): string {
  const text = JSON.stringify(value);
  return text === undefined ? String(value) : text;
}
