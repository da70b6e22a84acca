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
import { createReader, createWriter } from './codec.js';
import { createGlobals } from './globals.js';
import { harden } from './harden.js';
import { infoOf } from './info.js';
import { createMeter, type Guards } from './meter.js';
import { FAILED, FIRST_REF, MOST_REFS, NOTHING_RETURNED, type RealmApi, SEE_RECORD } from './protocol.js';

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

/** Primitives of one value: AppSync's results end at 5 MB. */
const MOST_TOKENS = 4_000_000;

/** What a value is that the handler only passes on: by number, and back. */
const standIns: readonly object[] = Array.from({ length: MOST_REFS }, () => Object.freeze({}));
const numbers = new Map<unknown, number>(standIns.map((value, number) => [value, number]));
const numberOf = (value: unknown): number | undefined => numbers.get(value);

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
  harden([library, modules, meter.guards, standIns, session, contextPrototype]);

  const inBox: unknown[] = [];
  const outBox: unknown[] = [];
  const reader = createReader(inBox, standIns);
  const writer = createWriter(outBox, numberOf, MOST_TOKENS);

  const units = new Map<number, RegisteredUnit>();
  let registered = 0;
  const operations: Shared[] = [];

  const sharedOf = (id: number, own: boolean): Shared | undefined => {
    const found = operations[id % KEPT_OPERATIONS];
    if (!own || !found) return found;
    const [identity, request, env] = found.texts;
    return { ...found, identity: JSON.parse(identity), request: JSON.parse(request), env: JSON.parse(env) };
  };

  const run: RealmApi['run'] = (id, name, operation, parts, stash) => {
    const unit = units.get(id)!;
    const attempt = (): number => {
      if (errors.length > 0) errors = [];
      if (effects.length > 0) effects = [];
      if (logs.length > 0) logs = [];
      meter.reset();
      const shared = operation < 0 ? undefined : sharedOf(operation, unit.private);
      const stashed = stash === '' ? undefined : JSON.parse(stash);
      reader.rewind();
      const context = contextOf(
        (parts & 1) === 0 ? undefined : reader.next(),
        (parts & 2) === 0 ? null : reader.next(),
        stashed,
        (parts & 4) === 0 ? null : reader.next(),
        (parts & 8) === 0 ? null : reader.next(),
        (parts & 16) === 0 ? null : reader.next(),
        shared,
        (parts & 32) === 0 ? [] : reader.next(),
        (parts & 64) === 0 ? null : infoOf(reader.next()),
      );
      let ended: Ended;
      try {
        const handlers = unit.made ?? unit.factory();
        const value = handlers[name]!(context);
        const number = numberOf(value);
        const length = number === undefined ? writer.write(value, 0) : 0;
        const same = stashed === undefined || JSON.stringify(stashed) === stash;
        if (errors.length === 0 && effects.length === 0 && same) {
          if (number !== undefined) return FIRST_REF - number;
          return length === 0 ? NOTHING_RETURNED : length;
        }
        ended = { kind: 'value', value };
      } catch (thrown) {
        ended = endedBy(thrown);
      }
      return close(ended, stash, stashed);
    };
    const first = attempt();
    if (!Number.isNaN(first)) return first;
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

  const close = ({ value, fault, ...ended }: Ended, before: string, stashed: unknown): number => {
    if (ended.kind === 'retry') return RETRY;
    const changed = stashed !== undefined && JSON.stringify(stashed) !== before;
    record = JSON.stringify({
      ...ended,
      length: writer.write(value, 0),
      ...(fault ? { fault: faultRecord(fault) } : {}),
      errors: errors.map(faultRecord),
      effects,
      ...(changed ? { stash: stashed } : {}),
    });
    return SEE_RECORD;
  };

  return {
    inBox,
    outBox,
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
      let answer: number;
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
    fill(text) {
      const given = JSON.parse(text) as unknown[];
      for (let at = 0; at < given.length; at += 1) inBox[at] = given[at];
    },
    take: (length) => JSON.stringify(outBox.slice(0, length)),
  };
}

/** A run that has to be done again with private copies of what operations share. */
const RETRY = NaN;

interface Ended {
  readonly kind: 'value' | 'early-return' | 'error' | 'unauthorized' | 'failure' | 'retry';
  readonly value?: unknown;
  readonly skipTo?: 'END' | 'NEXT';
  readonly fault?: Fault;
  readonly message?: string;
  readonly stack?: string;
}

function faultRecord(fault: Fault): object {
  const number = numberOf(fault.data);
  return number === undefined ? fault : { ...fault, data: null, dataRef: number };
}

/** `args` is another name of `arguments`, and not a second copy in the context's JSON. */
const contextPrototype = {
  get args() {
    return (this as unknown as { readonly arguments: unknown }).arguments;
  },
};

/** `ctx` (resolver-context-reference-js.md). */
function contextOf(
  args: unknown,
  source: unknown,
  stash: unknown,
  prev: unknown,
  result: unknown,
  error: unknown,
  shared: Shared | undefined,
  outErrors: unknown,
  info: unknown,
): object {
  return {
    __proto__: contextPrototype,
    arguments: args,
    identity: shared === undefined ? null : shared.identity,
    source,
    result,
    request: shared === undefined ? null : shared.request,
    info,
    error,
    prev,
    stash,
    outErrors,
    env: shared === undefined ? null : shared.env,
  };
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
