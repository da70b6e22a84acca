// Brings an execution back: sends its history through the machine again, one transition after the other. What the machine
// says must be what was written; an interpreter that has changed since then is told apart by that, and not trusted.
import type { MachineProgram } from '../states/machine-program.js';
import type { HistoryEvent, Turn } from '../store/history.js';
import { createChance } from './chance.js';
import { createRun } from './create-run.js';
import { readCause } from './journal.js';
import { transition } from './machine.js';
import type { ExecutionFacts, Run, World } from './run.js';

export interface Recovered {
  readonly run: Run;
  /** The number of the next transition. */
  readonly turn: number;
  /** True when the machine went another way than the history tells. */
  readonly strayed: boolean;
}

/** The cause as machine.ts writes it. */
const MISSING_ACTIVITY =
  /^An error occurred while executing the state '.*' \(entered at the event id #\d+\)\. The activity (\S+) does not exist\.$/s;

export function retrace(
  program: MachineProgram,
  facts: ExecutionFacts,
  seed: string,
  turns: readonly Turn[],
): Recovered {
  const run = createRun(program, facts);
  let strayed = false;
  for (const turn of turns) {
    const made = transition(run, readCause(turn), turn.at, worldThen(seed, turn));
    strayed =
      made.events.length !== turn.events.length ||
      made.events.some((event, index) => event.type !== turn.events[index]!.type);
    if (strayed) break;
  }
  return { run, turn: turns.length, strayed };
}

/** The world as it was: an activity that was missing then is missing now. */
function worldThen(seed: string, turn: Turn): World {
  const missing = turn.events.map(missingActivity);
  return { chance: createChance(seed, turn.turn), activityExists: (arn) => !missing.includes(arn) };
}

/** Nothing catches its absence, so the execution's own end tells of it. */
function missingActivity({ type, executionFailedEventDetails: details }: HistoryEvent): string | undefined {
  if (type !== 'ExecutionFailed') return undefined;
  const { error, cause } = details as { readonly error?: string; readonly cause?: string };
  return error === 'States.Runtime' ? MISSING_ACTIVITY.exec(cause ?? '')?.[1] : undefined;
}
