// The heart of real time: who subscribed to what, and who gets an event. Protocols subscribe, the execution of a mutation
// publishes. It knows no sockets and no GraphQL: an event costs what it matches, is projected and serialised once for each
// distinct projection, and reaches each subscription in the order of publishing.
import { type Clock, systemClock, type Timer } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import { type Bus, type BusMessage, createLocalBus } from './bus.js';
import { compileConditions, compileFilter, equalityKey, type Predicate, valueAt } from './filters.js';
import type { Registration } from './registration.js';

/** Why a subscription ended without its client asking for it. */
export type EndReason = 'invalidated' | 'withdrawn' | 'expired';

export interface HubLimits {
  /** Longest payload in bytes; a longer one is dropped ("240 KB", aws-appsync-real-time-data.md). */
  readonly payloadBytes: number;
}

export interface HubCounters {
  readonly subscriptions: number;
  /** Events that came by, and payloads handed to subscriptions. */
  readonly events: number;
  readonly deliveries: number;
  /** Payloads dropped because they were too long. */
  readonly oversized: number;
  readonly invalidated: number;
}

export interface Hub {
  /** `deliver` gets `{"data":{...}}` as JSON text. Returns the way to unsubscribe. */
  subscribe(
    registration: Registration,
    deliver: (payloadJson: string) => void,
    ended: (reason: EndReason) => void,
  ): () => void;
  /** False when publishing would reach nobody: the caller may skip building the event. */
  hasSubscribers(apiId: string, fieldName: string): boolean;
  /** Gives a mutation's selected result to the subscriptions of one field. */
  publish(apiId: string, fieldName: string, event: unknown): void;
  /** extensions.invalidateSubscriptions: ends the subscriptions whose invalidation filter holds for `payload`. */
  invalidate(apiId: string, fieldName: string, payload: unknown): void;
  /** Ends every subscription of an API (it was deleted), or of one of its fields. */
  withdraw(apiId: string, fieldName?: string): void;
  /** Ends the subscriptions of an API whose credentials no longer hold, and looks anew when those of the others end. */
  expire(apiId: string, gone: (registration: Registration) => boolean): void;
  /** Leaves the bus. */
  close(): void;
  readonly counters: HubCounters;
}

interface Entry {
  readonly registration: Registration;
  readonly deliver: (payloadJson: string) => void;
  readonly ended: (reason: EndReason) => void;
  readonly invalidation: Predicate | undefined;
  readonly places: Place[];
  /** Until the caller's credentials end. */
  expiry: Timer | undefined;
  active: boolean;
  /** The last event this entry was picked for: two conditions that hold must not deliver twice. */
  pickedFor: number;
}

/** An entry in a bucket, with what the index could not decide. */
interface Place {
  readonly entry: Entry;
  readonly rest: Predicate | undefined;
  readonly shape: Shape;
  readonly key: string;
}

/** All conditions that compare the same paths: their values look them up. */
interface Shape {
  readonly name: string;
  readonly paths: readonly (readonly string[])[];
  readonly buckets: Map<string, Set<Place>>;
}

/** The subscriptions of one field of one API. */
interface Field {
  readonly apiId: string;
  readonly name: string;
  readonly shapes: Map<string, Shape>;
  readonly entries: Set<Entry>;
}

/** Between the values of a key; no equality key begins with it. */
const SEPARATOR = '\u0000';

const DEFAULT_LIMITS: HubLimits = { payloadBytes: 240 * 1024 };

export function createHub(options: {
  readonly log: Log;
  /** For credentials that end; the system's when absent. */
  readonly clock?: Clock;
  readonly limits?: Partial<HubLimits>;
  /** What events come by; one of its own, within the process, when absent. */
  readonly bus?: Bus;
}): Hub {
  const { log, clock = systemClock, bus = createLocalBus() } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const fields = new Map<string, Field>();
  const counters = { subscriptions: 0, events: 0, deliveries: 0, oversized: 0, invalidated: 0 };

  const fieldKey = (apiId: string, fieldName: string): string => `${apiId}/${fieldName}`;

  const remove = (field: Field, entry: Entry): void => {
    if (!entry.active) return;
    entry.active = false;
    entry.expiry?.cancel();
    counters.subscriptions--;
    field.entries.delete(entry);
    for (const place of entry.places) {
      const bucket = place.shape.buckets.get(place.key);
      bucket?.delete(place);
      if (bucket?.size === 0) place.shape.buckets.delete(place.key);
      if (place.shape.buckets.size === 0) field.shapes.delete(place.shape.name);
    }
    if (field.entries.size === 0) fields.delete(fieldKey(field.apiId, field.name));
  };

  /** The entries whose conditions hold, grouped by what they get. */
  const pick = (field: Field, event: unknown, number: number): Map<string, Entry[]> => {
    const groups = new Map<string, Entry[]>();
    for (const shape of field.shapes.values()) {
      let key = '';
      for (const path of shape.paths) key += equalityKey(valueAt(event, path)) + SEPARATOR;
      const bucket = shape.buckets.get(key);
      if (bucket === undefined) continue;
      for (const { entry, rest } of bucket) {
        if (entry.pickedFor === number || (rest !== undefined && !rest(event))) continue;
        entry.pickedFor = number;
        const group = groups.get(entry.registration.projectionKey);
        if (group === undefined) groups.set(entry.registration.projectionKey, [entry]);
        else group.push(entry);
      }
    }
    return groups;
  };

  const deliverAll = (field: Field, entries: readonly Entry[], payload: string): void => {
    // A UTF-16 unit is at most three bytes: short payloads need no counting.
    if (payload.length * 3 > limits.payloadBytes && Buffer.byteLength(payload) > limits.payloadBytes) {
      counters.oversized++;
      log.write('warn', `An event of ${field.name} is longer than ${limits.payloadBytes} bytes and was dropped.`);
      return;
    }
    for (const entry of entries) {
      if (!entry.active) continue;
      counters.deliveries++;
      try {
        entry.deliver(payload);
      } catch (error) {
        // One broken subscriber must not cost the others their event.
        log.write('error', `A subscriber of ${field.name} failed: ${messageOf(error)}`);
      }
    }
  };

  const failed = (field: Field, error: unknown): void =>
    log.write('error', `An event of ${field.name} could not be projected: ${messageOf(error)}`, {
      stack: error instanceof Error ? error.stack : undefined,
    });

  const send = (field: Field, entries: readonly Entry[], event: unknown): void => {
    let payload: string;
    try {
      payload = entries[0]!.registration.project(event);
    } catch (error) {
      failed(field, error);
      return;
    }
    deliverAll(field, entries, payload);
  };

  const end = (field: Field, chosen: (entry: Entry) => boolean, reason: EndReason): number => {
    const gone = [...field.entries].filter(chosen);
    for (const entry of gone) {
      remove(field, entry);
      entry.ended(reason);
    }
    return gone.length;
  };

  /** Ends an entry with its caller's credentials. A timer may fire early: the longest delay is shorter than some keys live. */
  const watch = (field: Field, entry: Entry): void => {
    const { expiresAt } = entry.registration;
    if (expiresAt === undefined) return;
    entry.expiry = clock.after(expiresAt - clock.now(), () => {
      if (clock.now() < (entry.registration.expiresAt ?? Number.POSITIVE_INFINITY)) return watch(field, entry);
      end(field, (one) => one === entry, 'expired');
    });
  };

  const receive = (message: BusMessage): void => {
    if (message.kind === 'event') counters.events++;
    const field = fields.get(fieldKey(message.apiId, message.fieldName));
    if (field === undefined) return;
    if (message.kind === 'event') {
      const { event } = message;
      const picked = pick(field, event, counters.events);
      for (const entries of picked.values()) send(field, entries, event);
    } else {
      const { payload } = message;
      counters.invalidated += end(field, ({ invalidation }) => invalidation?.(payload) === true, 'invalidated');
    }
  };
  const leave = bus.attach(receive);

  return {
    subscribe(registration, deliver, ended) {
      const { apiId, fieldName } = registration;
      let field = fields.get(fieldKey(apiId, fieldName));
      if (field === undefined) {
        field = { apiId, name: fieldName, shapes: new Map(), entries: new Set() };
        fields.set(fieldKey(apiId, fieldName), field);
      }
      const { invalidation } = registration;
      const entry: Entry = {
        registration,
        deliver,
        ended,
        invalidation: invalidation === undefined ? undefined : compileFilter(invalidation),
        places: [],
        expiry: undefined,
        active: true,
        pickedFor: 0,
      };
      for (const condition of compileConditions(registration)) {
        const equalities = [...condition.equalities].sort((a, b) => (a.path.join('.') < b.path.join('.') ? -1 : 1));
        const name = equalities.map(({ path }) => path.join('.')).join(SEPARATOR);
        let shape = field.shapes.get(name);
        if (shape === undefined) {
          shape = { name, paths: equalities.map(({ path }) => path), buckets: new Map() };
          field.shapes.set(name, shape);
        }
        const key = equalities.map((equality) => equality.key + SEPARATOR).join('');
        const place: Place = { entry, rest: condition.rest, shape, key };
        const bucket = shape.buckets.get(key);
        if (bucket === undefined) shape.buckets.set(key, new Set([place]));
        else bucket.add(place);
        entry.places.push(place);
      }
      field.entries.add(entry);
      counters.subscriptions++;
      const home = field;
      watch(home, entry);
      return () => remove(home, entry);
    },

    hasSubscribers: (apiId, fieldName) => bus.shared || fields.has(fieldKey(apiId, fieldName)),
    publish: (apiId, fieldName, event) => bus.publish({ kind: 'event', apiId, fieldName, event }),
    invalidate: (apiId, fieldName, payload) => bus.publish({ kind: 'invalidation', apiId, fieldName, payload }),

    withdraw(apiId, fieldName) {
      for (const field of [...fields.values()])
        if (field.apiId === apiId && (fieldName === undefined || field.name === fieldName))
          end(field, () => true, 'withdrawn');
    },

    expire(apiId, gone) {
      for (const field of [...fields.values()]) {
        if (field.apiId !== apiId) continue;
        end(field, ({ registration }) => gone(registration), 'expired');
        for (const entry of field.entries) {
          entry.expiry?.cancel();
          watch(field, entry);
        }
      }
    },

    close: leave,

    get counters() {
      return { ...counters };
    },
  };
}
