// What the three operations with task tokens have in common: an outcome is handed in, and refused in AWS's words.
import { ServiceError } from '../../aws/errors.js';
import type { TaskOutcome } from '../engine/requests.js';
import type { ApiPorts } from '../ports.js';

const REFUSALS: Readonly<Record<string, readonly [string, string]>> = {
  invalid: ['InvalidToken', "Invalid Token: 'Invalid token'"],
  missing: ['TaskDoesNotExist', "Task does not exist: 'Task does not exist'"],
  over: ['TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'"],
};

export async function answerTask(token: string, outcome: TaskOutcome, ports: ApiPorts): Promise<object> {
  const answer = await ports.scheduler.answer(token, outcome);
  if (answer === 'accepted') return {};
  throw new ServiceError(...REFUSALS[answer]!);
}
