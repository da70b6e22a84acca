// The queues at work: sending, receiving with long polls, visibility, dead letters. Called by the SQS API, by SNS's deliveries
// and by the readers for functions; what they ask has been checked. What was answered is on disk.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-architecture.html
import { createHash } from 'node:crypto';
import { type Account, formatArn } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import type { Clock, Timer } from '../../lib/clock.js';
import type { Random } from '../../lib/random.js';
import type { Database } from '../../lib/sqlite.js';
import { invalidParameter, noQueue } from './faults.js';
import { type MessageAttributes, md5OfAttributes } from './message.js';
import { type QueueSettings, settingsOf } from './settings.js';
import { type Counts, createQueueStore, type QueueStore, type StoredMessage } from './store.js';

/** FIFO queues remember what was sent for five minutes. */
export const DEDUPLICATION_MS = 300_000;
/** Sequence numbers have twenty digits and grow, not one by one. */
const FIRST_SEQUENCE = 18_850_000_000_000_000_000n;

export const sequenceText = (number: number): string => String(FIRST_SEQUENCE + BigInt(number) * 256n);

export interface LiveQueue {
  readonly id: number;
  readonly name: string;
  readonly arn: string;
  readonly settings: QueueSettings;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface Draft {
  readonly body: string;
  readonly attributes?: MessageAttributes | undefined;
  readonly traceHeader?: string | undefined;
  readonly sender: string;
  readonly group?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly delayMs?: number | undefined;
}

export interface Sent {
  readonly uuid: string;
  /** Of FIFO queues. */
  readonly sequence: string | undefined;
}

export interface Received extends StoredMessage {
  readonly handle: string;
}

export interface ReceiveOptions {
  readonly max: number;
  readonly visibilityMs?: number | undefined;
  /** How long to wait for the first message; 0 answers at once, Infinity waits until the queue closes. */
  readonly waitMs: number;
  /** ReceiveRequestAttemptId of FIFO queues. */
  readonly attemptId?: string | undefined;
}

/** A receive that waits; `cancel` ends it with what there is, nothing. */
interface Waiter {
  readonly options: ReceiveOptions;
  readonly settle: (messages: readonly Received[] | Promise<readonly Received[]>) => void;
  timer: Timer | undefined;
}

export interface Queues {
  readonly store: QueueStore;
  find(name: string): LiveQueue | undefined;
  names(): readonly string[];
  /** Inside a commit. `woken` has to be called for the queue once the commit is made. */
  put(queue: LiveQueue, draft: Draft): Sent;
  /** Somebody who waits may have something to receive. */
  woken(name: string): void;
  /** Sends each, or none, durably. */
  send(queue: LiveQueue, drafts: readonly Draft[]): Promise<readonly Sent[]>;
  receive(queue: LiveQueue, options: ReceiveOptions): Promise<readonly Received[]>;
  /** The message of a handle; undefined when it is gone, or was received again since. Throws for what is no handle. */
  held(queue: LiveQueue, handle: string): StoredMessage | undefined;
  delete(queue: LiveQueue, handle: string): Promise<void>;
  hide(queue: LiveQueue, handle: string, visibilityMs: number): Promise<void>;
  purge(queue: LiveQueue): Promise<void>;
  counts(queue: LiveQueue): Counts;
  /** Makes and drops queues until they are those named. */
  swap(
    queues: readonly { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[],
  ): Promise<void>;
  /** Ends every wait. */
  close(): void;
}

export interface QueuePorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly account: Account;
}

const handleOf = (queue: LiveQueue, id: number, receipt: string): string =>
  Buffer.from(`${queue.id}/${id}/${receipt}`).toString('base64');

/** Content-based deduplication takes the body alone, and not the attributes. */
const contentId = (body: string): string => createHash('sha256').update(body).digest('hex');

export function createQueues({ database, clock, random, account }: QueuePorts): Queues {
  const store = createQueueStore(database);
  let live = new Map<string, LiveQueue>();
  const waiting = new Map<string, Waiter[]>();
  const alarms = new Map<string, Timer>();
  /** What was received with an attempt id, to be given again. Lost with the process, like the connection that asked. */
  const attempts = new Map<string, { readonly at: number; readonly held: readonly Received[] }>();
  let closed = false;

  const expire = (queue: LiveQueue): void => store.expire(queue.id, clock.now() - queue.settings.retentionMs);

  /** Hands a message to the queue that takes dead letters; false when there is none. */
  const bury = (queue: LiveQueue, message: StoredMessage): boolean => {
    const { redrive } = queue.settings;
    const target = redrive && live.get(redrive.queueName);
    if (!redrive || !target || message.tries < redrive.maxReceiveCount) return false;
    // A standard queue counts retention from the first sending, a FIFO queue from here (sqs-dead-letter-queues.md).
    const enqueuedAt = queue.settings.fifo ? clock.now() : message.enqueuedAt;
    store.move(message.id, target.id, queue.arn, enqueuedAt, clock.now());
    return true;
  };

  /** Inside a commit. */
  const take = (queue: LiveQueue, { max, visibilityMs }: ReceiveOptions, buried: Set<string>): Received[] => {
    const now = clock.now();
    const { settings } = queue;
    expire(queue);
    const taken: StoredMessage[] = [];
    for (;;) {
      const found = store.next(queue.id, settings.fifo, now, max);
      for (const message of found) if (!bury(queue, message)) taken.push(message);
      if (taken.length === found.length) break;
      buried.add(settings.redrive!.queueName);
      taken.length = 0;
    }
    const visibleAt = now + (visibilityMs ?? settings.visibilityMs);
    return taken.map((message) => {
      const receipt = random.uuid();
      store.take(message.id, receipt, visibleAt, now);
      return {
        ...message,
        visibleAt,
        receipt,
        received: message.received + 1,
        tries: message.tries + 1,
        firstReceivedAt: message.firstReceivedAt ?? now,
        handle: handleOf(queue, message.id, receipt),
      };
    });
  };

  const attemptKey = (queue: LiveQueue, attemptId: string): string => `${queue.id}/${attemptId}`;

  /** The same messages for the same attempt, as long as nobody touched them (API_ReceiveMessage). */
  const again = (queue: LiveQueue, options: ReceiveOptions): Promise<readonly Received[]> | undefined => {
    if (options.attemptId === undefined) return undefined;
    const now = clock.now();
    for (const [key, { at }] of attempts) if (at <= now - DEDUPLICATION_MS) attempts.delete(key);
    const known = attempts.get(attemptKey(queue, options.attemptId));
    if (!known) return undefined;
    const untouched = known.held.every((message) => {
      const stored = store.get(queue.id, message.id);
      return stored?.receipt === message.receipt && stored.visibleAt === message.visibleAt && stored.visibleAt > now;
    });
    if (!untouched) return undefined;
    const visibleAt = now + (options.visibilityMs ?? queue.settings.visibilityMs);
    const held = known.held.map((message) => ({ ...message, visibleAt }));
    attempts.set(attemptKey(queue, options.attemptId), { at: known.at, held });
    return database.commit(() => {
      for (const { id } of held) store.hide(id, visibleAt);
      return held;
    });
  };

  /** What there is at this moment; undefined when that is nothing. */
  const attempt = (queue: LiveQueue, options: ReceiveOptions): Promise<readonly Received[]> | undefined => {
    const before = again(queue, options);
    if (before) return before;
    // A look costs no commit.
    if (store.next(queue.id, queue.settings.fifo, clock.now(), 1).length === 0) return undefined;
    const buried = new Set<string>();
    let taken: readonly Received[] = [];
    const done = database.commit(() => {
      taken = take(queue, options, buried);
      return taken;
    });
    for (const name of buried) woken(name);
    if (taken.length === 0) {
      // All there was had been kept too long, or went to the dead letters.
      done.catch(() => {});
      return undefined;
    }
    if (options.attemptId !== undefined) {
      attempts.set(attemptKey(queue, options.attemptId), { at: clock.now(), held: taken });
    }
    return done;
  };

  const leave = (name: string, waiter: Waiter): void => {
    waiter.timer?.cancel();
    const others = (waiting.get(name) ?? []).filter((one) => one !== waiter);
    if (others.length > 0) waiting.set(name, others);
    else {
      waiting.delete(name);
      alarms.get(name)?.cancel();
      alarms.delete(name);
    }
  };

  const woken = (name: string): void => {
    const queue = live.get(name);
    for (const waiter of waiting.get(name) ?? []) {
      const found = queue ? attempt(queue, waiter.options) : Promise.resolve([]);
      if (!found) break;
      leave(name, waiter);
      waiter.settle(found);
    }
    alarms.get(name)?.cancel();
    alarms.delete(name);
    if (!queue || !waiting.has(name)) return;
    const at = store.nextVisible(queue.id, clock.now());
    if (at !== undefined)
      alarms.set(
        name,
        clock.after(at - clock.now(), () => woken(name)),
      );
  };

  const put: Queues['put'] = (queue, draft) => {
    const now = clock.now();
    const { settings } = queue;
    const uuid = random.uuid();
    const deduplicationId =
      draft.deduplicationId ?? (settings.contentDeduplication ? contentId(draft.body) : undefined);
    const scope = settings.deduplicationScope === 'messageGroup' ? `/${draft.group}` : '';
    const owner = `queue/${queue.id}${scope}`;
    if (settings.fifo && deduplicationId !== undefined) {
      store.forgetSeen(now);
      const before = store.seen(owner, deduplicationId, now);
      if (before) return before;
    }
    const id = store.insert(queue.id, {
      uuid,
      body: draft.body,
      attributes: draft.attributes ? JSON.stringify(draft.attributes) : null,
      trace: draft.traceHeader ?? null,
      sender: draft.sender,
      group: draft.group ?? null,
      deduplicationId: settings.fifo ? (deduplicationId ?? null) : null,
      sentAt: now,
      visibleAt: now + (draft.delayMs ?? settings.delayMs),
    });
    if (!settings.fifo) return { uuid, sequence: undefined };
    const sent = { uuid, sequence: sequenceText(id) };
    if (deduplicationId !== undefined) store.see(owner, deduplicationId, sent, now + DEDUPLICATION_MS);
    return sent;
  };

  const held: Queues['held'] = (queue, handle) => {
    const parts = /^(\d+)\/(\d+)\/([0-9a-f-]{36})$/.exec(Buffer.from(handle, 'base64').toString('latin1'));
    if (!parts || Number(parts[1]) !== queue.id) {
      throw new ServiceError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${handle}" is not a valid receipt handle.`,
        404,
      );
    }
    const message = store.get(queue.id, Number(parts[2]));
    return message?.receipt === parts[3] ? message : undefined;
  };

  return {
    store,
    find: (name) => live.get(name),
    names: () => [...live.keys()],
    put,
    woken,
    held,
    async send(queue, drafts) {
      const done = database.commit(() => drafts.map((draft) => put(queue, draft)));
      woken(queue.name);
      return done;
    },
    receive(queue, options) {
      if (closed) return Promise.resolve([]);
      const found = waiting.has(queue.name) ? undefined : attempt(queue, options);
      if (found) return found;
      if (options.waitMs === 0) return attempt(queue, options) ?? Promise.resolve([]);
      return new Promise((resolve) => {
        const waiter: Waiter = { options, settle: resolve, timer: undefined };
        if (Number.isFinite(options.waitMs)) {
          waiter.timer = clock.after(options.waitMs, () => {
            leave(queue.name, waiter);
            resolve([]);
          });
        }
        waiting.set(queue.name, [...(waiting.get(queue.name) ?? []), waiter]);
        woken(queue.name);
      });
    },
    async delete(queue, handle) {
      const message = held(queue, handle);
      if (!message) return;
      if (queue.settings.fifo && message.visibleAt <= clock.now()) {
        throw invalidParameter(handle, 'ReceiptHandle', 'The receipt handle has expired.');
      }
      const done = database.commit(() => store.remove(message.id));
      if (queue.settings.fifo) woken(queue.name);
      await done;
    },
    async hide(queue, handle, visibilityMs) {
      const message = held(queue, handle);
      const now = clock.now();
      if (!message || message.visibleAt <= now) {
        throw invalidParameter(
          handle,
          'ReceiptHandle',
          'Message does not exist or is not available for visibility timeout change.',
        );
      }
      const done = database.commit(() => store.hide(message.id, now + visibilityMs));
      woken(queue.name);
      await done;
    },
    async purge(queue) {
      await database.commit(() => store.purge(queue.id));
    },
    counts(queue) {
      const { retentionMs } = queue.settings;
      if (!live.has(queue.name)) throw noQueue();
      void database.commit(() => store.expire(queue.id, clock.now() - retentionMs)).catch(() => {});
      return store.counts(queue.id, clock.now());
    },
    async swap(wanted) {
      const now = clock.now();
      const before = new Map(store.queues().map((one) => [one.name, one]));
      const texts = new Map(wanted.map(({ name, attributes }) => [name, JSON.stringify(attributes)]));
      const fresh = wanted.filter(({ name }) => before.get(name)?.attributes !== texts.get(name));
      const gone = [...before.values()].filter(({ name }) => !texts.has(name));
      if (fresh.length > 0 || gone.length > 0) {
        await database.commit(() => {
          for (const { id } of gone) store.drop(id);
          for (const { name } of fresh) store.put(name, texts.get(name)!, now);
        });
      }
      const stored = new Map(store.queues().map((one) => [one.name, one]));
      live = new Map(
        wanted.map(({ name, attributes }) => {
          const { id, createdAt, modifiedAt } = stored.get(name)!;
          const arn = formatArn(account, 'sqs', name);
          return [name, { id, name, arn, settings: settingsOf(name, attributes), createdAt, modifiedAt }];
        }),
      );
      for (const name of [...waiting.keys()]) woken(name);
    },
    close() {
      closed = true;
      for (const [name, waiters] of [...waiting]) {
        for (const waiter of waiters) {
          leave(name, waiter);
          waiter.settle([]);
        }
      }
    },
  };
}

/** Of the attributes that are handed out with a message. */
export const digestOf = (attributes: MessageAttributes): string | undefined =>
  Object.keys(attributes).length === 0 ? undefined : md5OfAttributes(attributes);
