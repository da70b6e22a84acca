// Event source mappings of queues: readers that receive batches, call the function, and delete what it dealt with. What it
// failed with stays in the queue and appears again when its visibility timeout ends (Lambda developer guide, with-sqs.md).
import type { Account } from '../../aws/arn.js';
import type { LambdaBackend } from '../../backends/lambda-port.js';
import type { Clock, Timer } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import { isObject, tryParse } from '../../lib/json.js';
import type { Log } from '../../lib/log.js';
import type { Database } from '../../lib/sqlite.js';
import type { QueueTrigger } from '../model.js';
import type { LiveQueue, Queues, Received } from '../queues/queues.js';
import { filterView, recordOf } from './record.js';

/** Lambda begins with five pollers for a queue. */
const LANES = 5;
/** ReceiveMessage gives no more at a time. */
const MOST_AT_ONCE = 10;

interface Reader {
  readonly trigger: QueueTrigger;
  stopped: boolean;
  timer: Timer | undefined;
  /** Ends a wait for a fuller batch, or for a queue that is not there. */
  wake: (() => void) | undefined;
}

export interface Readers {
  swap(triggers: readonly QueueTrigger[]): void;
  close(): void;
}

export function createReaders(ports: {
  readonly queues: Queues;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly account: Account;
  readonly lambda: LambdaBackend;
}): Readers {
  const { queues, database, clock, log, account, lambda } = ports;
  let readers: Reader[] = [];

  const pause = (reader: Reader, ms: number): Promise<void> =>
    new Promise((resolve) => {
      reader.wake = resolve;
      reader.timer = clock.after(ms, resolve);
    });

  const remove = (queue: LiveQueue, messages: readonly Received[]): Promise<void> =>
    database.commit(() => {
      for (const { id, receipt } of messages) {
        // Somebody else has it when it took longer than the visibility timeout.
        if (queues.store.get(queue.id, id)?.receipt === receipt) queues.store.remove(id);
      }
    });

  /** As many as make a batch, or as came within the window. */
  const gather = async (reader: Reader, queue: LiveQueue): Promise<Received[]> => {
    const { batchSize, batchingWindowSeconds } = reader.trigger.rules;
    const batch = [...(await queues.receive(queue, { max: Math.min(batchSize, MOST_AT_ONCE), waitMs: Infinity }))];
    const end = clock.now() + batchingWindowSeconds * 1000;
    while (batch.length > 0 && batch.length < batchSize && !reader.stopped) {
      const max = Math.min(batchSize - batch.length, MOST_AT_ONCE);
      const more = await queues.receive(queue, { max, waitMs: Math.max(0, end - clock.now()) });
      if (more.length === 0) break;
      batch.push(...more);
    }
    return batch;
  };

  /** Those that the function did not deal with. */
  const invoke = async ({ trigger }: Reader, records: readonly unknown[]): Promise<(id: string) => boolean> => {
    const { functionName, queueName, reportBatchItemFailures } = trigger.rules;
    try {
      const answer = await lambda.invoke({
        functionName,
        payload: JSON.stringify({ Records: records }),
        invocationType: 'RequestResponse',
      });
      if (answer.functionError !== undefined) {
        log.write('warn', `${functionName} failed with messages of ${queueName}: ${answer.payload}`);
        return () => true;
      }
      return reportBatchItemFailures ? failuresOf(tryParse(answer.payload), records) : () => false;
    } catch (error) {
      log.write('warn', `${functionName} could not be called for ${queueName}: ${messageOf(error)}`);
      return () => true;
    }
  };

  const deliver = async (reader: Reader, queue: LiveQueue, batch: readonly Received[]): Promise<void> => {
    const all = batch.map((message) => ({ message, record: recordOf(queue, message, account.region) }));
    const wanted = all.filter(({ record }) => reader.trigger.accepts(filterView(record)));
    const records = wanted.map(({ record }) => record);
    const failed = records.length === 0 ? () => false : await invoke(reader, records);
    const done = all.filter((one) => !wanted.includes(one) || !failed(one.message.uuid));
    if (done.length === 0) return;
    await remove(
      queue,
      done.map(({ message }) => message),
    );
    if (queue.settings.fifo) queues.woken(queue.name);
  };

  const run = async (reader: Reader): Promise<void> => {
    while (!reader.stopped) {
      const queue = queues.find(reader.trigger.rules.queueName);
      try {
        const batch = queue ? await gather(reader, queue) : [];
        if (reader.stopped) return;
        if (queue && batch.length > 0) await deliver(reader, queue, batch);
        else await pause(reader, 1000);
      } catch (error) {
        if (reader.stopped) return;
        // A full disk, for one.
        log.write('error', `Messages of ${reader.trigger.rules.queueName} are stuck: ${messageOf(error)}`);
        await pause(reader, 1000);
      }
    }
  };

  const stop = (reader: Reader): void => {
    reader.stopped = true;
    reader.timer?.cancel();
    reader.wake?.();
  };

  return {
    swap(triggers) {
      const enabled = triggers.filter(({ rules }) => rules.enabled);
      const same = (one: QueueTrigger, other: QueueTrigger): boolean =>
        JSON.stringify(one.rules) === JSON.stringify(other.rules);
      const kept = readers.filter((reader) => enabled.some((trigger) => same(trigger, reader.trigger)));
      for (const reader of readers) if (!kept.includes(reader)) stop(reader);
      const added = enabled
        .filter((trigger) => !kept.some((reader) => same(trigger, reader.trigger)))
        .flatMap((trigger) =>
          Array.from(
            { length: trigger.rules.maximumConcurrency ?? LANES },
            (): Reader => ({ trigger, stopped: false, timer: undefined, wake: undefined }),
          ),
        );
      readers = [...kept, ...added];
      for (const reader of added) void run(reader);
    },
    close() {
      readers.forEach(stop);
      readers = [];
    },
  };
}

/** An answer that is no list of failures, or names a message that is not of the batch, means the whole batch. */
function failuresOf(answer: unknown, records: readonly unknown[]): (id: string) => boolean {
  const failures = isObject(answer) ? answer['batchItemFailures'] : undefined;
  if (failures === undefined || failures === null) return () => false;
  if (!Array.isArray(failures)) return () => true;
  const ids = failures.map((failure) => (isObject(failure) ? failure['itemIdentifier'] : undefined));
  const known = new Set(records.map((record) => (record as Record<string, unknown>)['messageId']));
  if (ids.some((id) => !known.has(id))) return () => true;
  return (id) => ids.includes(id);
}
