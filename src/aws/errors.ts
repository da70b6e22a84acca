// What AWS would answer to a call that fails: a code, an HTTP status and AWS's own words.
import { OffsyncError } from '../lib/errors.js';

export class ServiceError extends OffsyncError {
  readonly status: number;
  /** Further members of the error document (`CancellationReasons`, `Item`, `reason`). */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(code, message);
    this.status = status;
    this.members = members;
  }
}

/** For a call that is recognised and not emulated: says so by name. */
export function notEmulated(what: string): ServiceError {
  return new ServiceError(
    'NotEmulatedException',
    `${what} is not emulated by offsync (docs/coverage.md lists what is).`,
    501,
  );
}
