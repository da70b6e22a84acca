// Deliveries to functions and HTTP endpoints: stored with the message they belong to, tried until they arrive or are given up, and
// then dead letters. At least once: what was under way when the process died is tried again.
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html

import { ServiceError } from '../../aws/errors.js';
import type { HttpBackend } from '../../backends/http-port.js';
import type { LambdaBackend } from '../../backends/lambda-port.js';
import type { Clock, Timer } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import { isObject, tryParse } from '../../lib/json.js';
import type { Log } from '../../lib/log.js';
import type { Database } from '../../lib/sqlite.js';
import type { Subscription } from '../model.js';
import type { Queues } from '../queues/queues.js';

const AT_ONCE = 50;
const HTTP = { timeoutMs: 15_000, maxBytes: 65_536 };
const AGENT = 'Amazon Simple Notification Service Agent';

export interface Delivery {
  readonly subscriptionArn: string;
  /** The body, or a function's event. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a dead letter queue gets: the notification, whatever the protocol. */
  readonly letter: string;
}

export interface Deliveries {
  /** Inside a commit. `pump` has to be called once it is made. */
  put(delivery: Delivery): void;
  /** Inside a commit: straight to the dead letters. */
  bury(subscription: Subscription | undefined, letter: string, why: string): void;
  pump(): void;
  close(): void;
}

/** How long to wait after so many failures; undefined gives up. */
function pauseOf(subscription: Subscription, failures: number): number | undefined {
  if (subscription.definition.protocol === 'lambda') {
    // Three at once, two after a second, ten that wait longer each time, then every twenty seconds for days.
    if (failures <= 3) return 0;
    if (failures <= 5) return 1000;
    if (failures <= 15) return Math.min(20_000, 1000 * 2 ** (failures - 5));
    return failures <= 100_015 ? 20_000 : undefined;
  }
  const policy = tryParse(subscription.definition.attributes['DeliveryPolicy'] ?? '');
  const healthy = isObject(policy) && isObject(policy['healthyRetryPolicy']) ? policy['healthyRetryPolicy'] : {};
  const number = (name: string, standard: number): number => Number(healthy[name] ?? standard);
  const retries = number('numRetries', 3);
  if (failures > retries) return undefined;
  const [least, most] = [number('minDelayTarget', 20), number('maxDelayTarget', 20)];
  const steps = Math.max(1, retries - 1);
  return 1000 * (least + ((most - least) * (failures - 1)) / steps);
}

/** A refusal that will be the same next time. */
class Refused extends Error {}

export function createDeliveries(ports: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly queues: Queues;
  readonly lambda: LambdaBackend;
  readonly http: () => HttpBackend;
  readonly subscription: (arn: string) => Subscription | undefined;
}): Deliveries {
  const { database, clock, log, queues, lambda, http, subscription } = ports;
  const running = new Set<number>();
  let timer: Timer | undefined;
  let closed = false;

  const bury: Deliveries['bury'] = (found, letter, why) => {
    const queue = found?.deadLetterQueue === undefined ? undefined : queues.find(found.deadLetterQueue);
    const endpoint = found?.definition.endpoint ?? 'a subscription that is gone';
    log.write('warn', `A notification for ${endpoint} was given up: ${why}`);
    if (queue) queues.put(queue, { body: letter, sender: 'sns.amazonaws.com' });
  };

  const attempt = async ({ definition }: Subscription, delivery: Delivery): Promise<void> => {
    const { protocol, endpoint } = definition;
    if (protocol === 'lambda') {
      try {
        await lambda.invoke({ functionName: endpoint, payload: delivery.body, invocationType: 'Event' });
      } catch (error) {
        if (error instanceof ServiceError && error.status < 500 && error.status !== 429) {
          throw new Refused(error.message);
        }
        throw error;
      }
      return;
    }
    const { status } = await http().send(
      {
        method: 'POST',
        url: endpoint,
        headers: { 'content-type': 'text/plain; charset=UTF-8', 'user-agent': AGENT, ...delivery.headers },
        body: delivery.body,
      },
      HTTP,
    );
    if (status >= 400 && status < 500 && status !== 429) throw new Refused(`it answered ${status}`);
    if (status < 200 || status >= 400) throw new Error(`it answered ${status}`);
  };

  const finish = async (id: number, work: () => void): Promise<void> => {
    if (closed) return;
    await database.commit(() => {
      database.prepare('DELETE FROM msg_deliveries WHERE id = ?').run(id);
      work();
    });
  };

  const deliver = async (id: number, delivery: Delivery, attempts: number): Promise<void> => {
    const found = subscription(delivery.subscriptionArn);
    if (!found) return finish(id, () => {});
    try {
      await attempt(found, delivery);
      await finish(id, () => {});
    } catch (error) {
      if (closed) return;
      const failures = attempts + 1;
      const pause = error instanceof Refused ? undefined : pauseOf(found, failures);
      if (pause === undefined) {
        await finish(id, () => bury(found, delivery.letter, messageOf(error)));
        if (found.deadLetterQueue !== undefined) queues.woken(found.deadLetterQueue);
        return;
      }
      await database.commit(() =>
        database
          .prepare('UPDATE msg_deliveries SET attempts = ?, due = ? WHERE id = ?')
          .run(failures, clock.now() + pause, id),
      );
    }
  };

  const pump = (): void => {
    if (closed) return;
    timer?.cancel();
    timer = undefined;
    const now = clock.now();
    const rows = database
      .prepare('SELECT id, payload, attempts, due FROM msg_deliveries ORDER BY due, id LIMIT ?')
      .all(AT_ONCE + running.size);
    for (const [id, payload, attempts, due] of rows) {
      const number = Number(id);
      if (running.has(number)) continue;
      if (Number(due) > now) {
        timer = clock.after(Number(due) - now, pump);
        break;
      }
      if (running.size >= AT_ONCE) break;
      running.add(number);
      void deliver(number, JSON.parse(String(payload)) as Delivery, Number(attempts))
        .catch((error: unknown) => log.write('error', `A delivery is stuck: ${messageOf(error)}`))
        .finally(() => {
          running.delete(number);
          pump();
        });
    }
  };

  return {
    put(delivery) {
      database
        .prepare('INSERT INTO msg_deliveries (payload, attempts, due) VALUES (?, 0, ?)')
        .run(JSON.stringify(delivery), clock.now());
    },
    bury,
    pump,
    close() {
      closed = true;
      timer?.cancel();
    },
  };
}
