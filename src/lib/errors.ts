// The base of every error offsync throws. A door alone turns errors into bytes; callers match on `code`, never on text.

/** Base class: `code` is stable and machine readable, `message` is for people. */
export class OffsyncError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A fault of offsync itself, never of the user's app. Logged whole, answered as InternalFailure. */
export class Bug extends OffsyncError {
  constructor(message: string, options?: ErrorOptions) {
    super('BUG', message, options);
  }
}

/** Throws a Bug when `condition` does not hold: for what our own code guarantees, never for what a user may do. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
