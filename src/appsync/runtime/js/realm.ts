// The host's side of a resolver realm: makes the node:vm context, loads the library into it and keeps the functions
// through which the runtime calls. Nothing of the host goes in but one string-to-string
// function, and primitives.
import { constants, createContext, Script } from 'node:vm';
import { REALM_SOURCE } from 'realm:source';
import { messageOf } from '../../../lib/errors.js';
import type { HostCall } from '../util/host.js';
import { FAILED, type RealmApi } from './realm/protocol.js';

export interface Realm extends Omit<RealmApi, 'register' | 'fill' | 'take'> {
  /** Compiles an expression of instrument.ts and registers what it makes. `file` names it in stack traces. */
  load(script: string, file: string): number;
  /** Exported names by module. */
  readonly modules: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What makes realms: node:vm (createRealm), or QuickJS (quickjs-realm.ts). */
export type Sandbox = (host: HostCall) => Realm;

/** Compiled once for all realms of the process. */
const library = new Script(REALM_SOURCE, { filename: 'appsync-library.js' });

/** Makes a realm of its own: its own built-ins, its own library. */
export function createRealm(host: HostCall): Realm {
  // An ordinary global where Node can (20.18), else one without a prototype: never an object of the host's.
  const dontContextify = (constants as unknown as { readonly DONT_CONTEXTIFY?: object }).DONT_CONTEXTIFY;
  const context = createContext(dontContextify ?? Object.create(null), {
    name: 'offsync resolvers',
    codeGeneration: { strings: false, wasm: false },
  });
  const create = library.runInContext(context) as (host: HostCall) => RealmApi;
  const api = create((name, argument) => {
    try {
      return host(name, argument);
    } catch (fault) {
      return `${FAILED}${messageOf(fault)}`;
    }
  });
  const names = JSON.parse(api.moduleNames()) as Record<string, string[]>;
  return {
    inBox: api.inBox,
    outBox: api.outBox,
    moduleNames: api.moduleNames,
    operation: api.operation,
    run: api.run,
    record: api.record,
    release: api.release,
    load: (script, file) => api.register(new Script(script, { filename: file }).runInContext(context)),
    modules: new Map(Object.entries(names).map(([module, exported]) => [module, new Set(exported)])),
  };
}
