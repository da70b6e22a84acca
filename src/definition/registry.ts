// The one road in. Files (through a loader) and control-plane calls (CreateStateMachine, CreateTable) both end here as a
// new revision; whoever listens compiles and swaps. What calls made is kept by `store` and laid over the files again at
// the next start.
import type {
  ApiCacheDefinition,
  ApiDefinition,
  ControlledApiKey,
  Definition,
  FunctionDefinition,
  QueueDefinition,
  StateMachineDefinition,
  SubscriptionDefinition,
  TableDefinition,
  TopicDefinition,
} from './model.js';

/** What control-plane calls can make, by the name of its list in Definition; API keys are in lists of their APIs. */
export interface Controlled {
  readonly apiKeys: ControlledApiKey;
  readonly apiCaches: ApiCacheDefinition;
  readonly tables: TableDefinition;
  readonly functions: FunctionDefinition;
  readonly stateMachines: StateMachineDefinition;
  readonly queues: QueueDefinition;
  readonly topics: TopicDefinition;
  readonly subscriptions: SubscriptionDefinition;
}
export type ControlledKind = keyof Controlled;

export type Change =
  | { [K in ControlledKind]: { readonly kind: K; readonly put: Controlled[K] } }[ControlledKind]
  | { readonly kind: ControlledKind; readonly remove: string };

export interface Revision {
  readonly number: number;
  readonly definition: Definition;
}

/** Keeps the changes of calls between runs. `load` gives them in the order they were made. */
export interface ChangeStore {
  load(): readonly Change[];
  /** Resolves when the change is durable. */
  append(change: Change): Promise<void>;
  /** Drops what is kept of the change's thing: the files say the same without it. Resolves when that is durable. */
  forget(change: Change): Promise<void>;
}

export interface Registry {
  readonly current: Revision;
  /** What `replace` would make of these files: the same with what calls made laid over it. */
  preview(base: Definition): Definition;
  /** The files were read anew: their definition becomes the base; what calls made stays laid over it. */
  replace(base: Definition): Promise<Revision>;
  /** A control-plane call: resolves when the change is durable and every listener has swapped. */
  apply(change: Change): Promise<Revision>;
  /** Told of every revision, in order; the registry waits for the promise. The returned function ends it. */
  listen(listener: (revision: Revision, previous: Revision) => void | Promise<void>): () => void;
}

/** What a change is about: a later one of the same key takes its place. */
export function changeKey(change: Change): string {
  return `${change.kind}:${'put' in change ? change.put.name : change.remove}`;
}

export const apiKeyName = (apiId: string, id: string): string => `${apiId}/${id}`;

function itemsOf<K extends ControlledKind>(base: Definition, kind: K): readonly Controlled[K][];
function itemsOf(base: Definition, kind: ControlledKind): readonly Controlled[ControlledKind][] {
  if (kind !== 'apiKeys') return base[kind];
  return base.apis.flatMap(({ id, apiKeys }) =>
    apiKeys.map((key) => ({ name: apiKeyName(id, key.id), apiId: id, key })),
  );
}

type Overlay = (base: Definition, changes: ReadonlyMap<string, Change>) => Definition;

function createOverlay(): Overlay {
  /** What an API of the files became under the calls' keys: the same object again as long as they are the same. */
  const keyed = new WeakMap<ApiDefinition, ApiDefinition>();
  const withKeys = (api: ApiDefinition, keys: readonly ControlledApiKey[]): ApiDefinition => {
    const apiKeys = keys.filter(({ apiId }) => apiId === api.id).map(({ key }) => key);
    const same = (known: ApiDefinition): boolean =>
      known.apiKeys.length === apiKeys.length && known.apiKeys.every((key, index) => key === apiKeys[index]);
    if (same(api)) return api;
    const known = keyed.get(api);
    if (known && same(known)) return known;
    const made = { ...api, apiKeys };
    keyed.set(api, made);
    return made;
  };

  return (base, changes) => {
    if (changes.size === 0) return base;
    const layer = <K extends ControlledKind>(kind: K): readonly Controlled[K][] => {
      const items = new Map(itemsOf(base, kind).map((item) => [item.name, item]));
      for (const change of changes.values()) {
        if (change.kind !== kind) continue;
        if ('remove' in change) items.delete(change.remove);
        else items.set(change.put.name, change.put as Controlled[K]);
      }
      return [...items.values()];
    };
    const keys = layer('apiKeys');
    const apis = base.apis.map((api) => withKeys(api, keys));
    return {
      ...base,
      apis: apis.every((api, index) => api === base.apis[index]) ? base.apis : apis,
      apiCaches: layer('apiCaches'),
      tables: layer('tables'),
      functions: layer('functions'),
      stateMachines: layer('stateMachines'),
      queues: layer('queues'),
      topics: layer('topics'),
      subscriptions: layer('subscriptions'),
    };
  };
}

export function createRegistry(base: Definition, store: ChangeStore): Registry {
  const overlay = createOverlay();
  const changes = new Map<string, Change>();
  for (const change of store.load()) changes.set(changeKey(change), change);
  const listeners = new Set<(revision: Revision, previous: Revision) => void | Promise<void>>();
  let current: Revision = { number: 1, definition: overlay(base, changes) };
  // One revision after the other: a listener never sees two at once.
  let tail: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = tail.then(work, work);
    tail = next.catch(() => {});
    return next;
  };
  const swap = async (): Promise<Revision> => {
    const previous = current;
    current = { number: previous.number + 1, definition: overlay(base, changes) };
    for (const listener of listeners) await listener(current, previous);
    return current;
  };
  return {
    get current() {
      return current;
    },
    preview: (next) => overlay(next, changes),
    replace: (next) =>
      inTurn(() => {
        base = next;
        return swap();
      }),
    apply: (change) =>
      inTurn(async () => {
        // Removing what only a call had made leaves nothing to remember.
        if ('remove' in change && !itemsOf(base, change.kind).some((item) => item.name === change.remove)) {
          await store.forget(change);
          changes.delete(changeKey(change));
        } else {
          await store.append(change);
          changes.set(changeKey(change), change);
        }
        return swap();
      }),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
