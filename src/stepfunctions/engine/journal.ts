// What caused a transition, as it is kept beside its events. Results and errors are not kept twice: they stand in the first
// event that the transition wrote, and are read back from there.
import { Bug } from '../../lib/errors.js';
import type { Reply } from '../integrations/target.js';
import type { HistoryEvent, Turn } from '../store/history.js';
import type { MachineEvent } from './run.js';

export function writeCause(event: MachineEvent): string {
  switch (event.kind) {
    case 'start':
    case 'go':
    case 'stop':
    case 'redrive':
      return event.kind;
    // Of these no event tells.
    case 'childEnded':
      return `childEnded ${event.task} ${JSON.stringify(plainReply(event.reply))}`;
    case 'tuned':
      return `tuned 0 ${JSON.stringify(event)}`;
    case 'timer':
      return `timer ${event.timer}`;
    default:
      return `${event.kind} ${event.task}`;
  }
}

export function readCause({ cause, events }: Turn): MachineEvent {
  const [kind, number] = cause.split(' ');
  const task = Number(number);
  const rest = (): string => cause.slice(kind!.length + number!.length + 2);
  const details = detailsOf(events[0]);
  const text = (name: string): string | undefined => details[name] as string | undefined;
  const failure = { error: text('error'), cause: text('cause') };
  switch (kind) {
    case 'start':
    case 'go':
    case 'redrive':
      return { kind };
    case 'childEnded':
      return { kind, task, reply: JSON.parse(rest()) as Reply };
    case 'tuned':
      return JSON.parse(rest()) as MachineEvent;
    case 'stop':
      return { kind, failure };
    case 'timer':
      return { kind, timer: task };
    case 'taskStarted':
      return { kind, task, workerName: text('workerName') };
    case 'taskSubmitted':
    case 'taskSucceeded':
      return { kind, task, output: text('output')! };
    case 'taskFailed':
      return { kind, task, failure };
    case 'heartbeat':
      return { kind, task };
    default:
      throw new Bug(`A history holds a transition caused by '${cause}'.`);
  }
}

const plainReply = (reply: Reply): Reply => ('failure' in reply ? reply : { output: reply.output });

/** The one member of an event that ends in Details. */
function detailsOf(event: HistoryEvent | undefined): Readonly<Record<string, unknown>> {
  const member = event && Object.keys(event).find((name) => name.endsWith('EventDetails'));
  return member === undefined ? {} : (event![member] as Record<string, unknown>);
}
