// Brings activity tasks and the workers that poll for them together. What waits here is also in the executions' histories:
// after a restart the scheduler offers it again.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html
import type { Clock, Timer } from '../../lib/clock.js';

export interface ActivityTask {
  readonly token: string;
  readonly input: string;
  /** Says that a worker has it; false when nobody wants it done any more. */
  take(workerName: string | undefined): Promise<boolean>;
}

interface Worker {
  readonly name: string | undefined;
  readonly timer: Timer;
  give(task: ActivityTask | undefined): void;
}

export interface ActivityBroker {
  offer(activityArn: string, task: ActivityTask): void;
  /** Waits up to a minute, as AWS does; undefined when there was nothing to do. */
  poll(activityArn: string, workerName: string | undefined): Promise<ActivityTask | undefined>;
  close(): void;
}

const LONGEST_POLL_MS = 60_000;

export function createActivityBroker(clock: Clock): ActivityBroker {
  const tasks = new Map<string, ActivityTask[]>();
  const workers = new Map<string, Worker[]>();
  const listOf = <T>(map: Map<string, T[]>, key: string): T[] => {
    let list = map.get(key);
    if (!list) {
      list = [];
      map.set(key, list);
    }
    return list;
  };

  const poll = async (arn: string, name: string | undefined): Promise<ActivityTask | undefined> => {
    for (let task = listOf(tasks, arn).shift(); task; task = listOf(tasks, arn).shift()) {
      if (await task.take(name)) return task;
    }
    const task = await new Promise<ActivityTask | undefined>((give) => {
      const waiting = listOf(workers, arn);
      const timer = clock.after(LONGEST_POLL_MS, () => {
        waiting.splice(waiting.indexOf(worker), 1);
        give(undefined);
      });
      const worker: Worker = { name, timer, give };
      waiting.push(worker);
    });
    if (!task) return undefined;
    return (await task.take(name)) ? task : poll(arn, name);
  };

  return {
    offer(arn, task) {
      const worker = listOf(workers, arn).shift();
      if (!worker) listOf(tasks, arn).push(task);
      else {
        worker.timer.cancel();
        worker.give(task);
      }
    },
    poll,
    close() {
      for (const list of workers.values()) {
        for (const worker of list) {
          worker.timer.cancel();
          worker.give(undefined);
        }
      }
      workers.clear();
    },
  };
}
