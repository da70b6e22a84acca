// What goes wrong while a state is executed: thrown by asl/ and states/, turned into failures by the machine, which
// alone decides whether a Retry or Catch of the user's takes it. Never leaves the wing.
import { OffsyncError } from '../../lib/errors.js';

/** An error as the states language knows it: both members may be absent (SendTaskFailure without fields). */
export interface Failure {
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/**
 * A state that can't be evaluated: a path that leads nowhere, a wait in the past tense. The machine puts
 * `An error occurred while executing the state 'X' (entered at the event id #2). ` before the text.
 */
export class EvaluationFault extends OffsyncError {
  /** Set by JSONata expressions: AWS writes an EvaluationFailed event that names the field. */
  readonly location: string | undefined;
  /** True when the expression was fine and its value is not: AWS hangs that event elsewhere (recorded). */
  readonly late: boolean;

  constructor(text: string, error = 'States.Runtime', location?: string, late = false) {
    super(error, text);
    this.location = location;
    this.late = late;
  }
}

/** AWS's limit of a state's input, result and output, in bytes of UTF-8. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const DATA_LIMIT = 256 * 1024;

export function exceedsDataLimit(text: string): boolean {
  if (text.length * 3 <= DATA_LIMIT) return false;
  return text.length > DATA_LIMIT || Buffer.byteLength(text) > DATA_LIMIT;
}

/** AWS's words (recorded); `what` is the state's name, the function's ARN or the service. */
export function dataLimitFailure(what: string): Failure {
  return {
    error: 'States.DataLimitExceeded',
    cause: `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  };
}
