// Macro calls as Velocity makes them: arguments are passed by name, parameters hide the caller's variables while the body
// renders. operations.ts puts the arguments in place; nothing here compiles.
import type { Frame } from './frame.js';
import type { Value } from './values/value.js';

/** A macro's argument while its body renders: evaluated at each use, in the variables of the caller. */
export class Argument {
  readonly host = 'argument';
  /** Printed instead of the parameter when the value is null. */
  readonly literal: string | undefined;
  private readonly get: () => Value;
  private readonly assign: ((value: Value) => void) | undefined;
  private readonly call: MacroCall;

  constructor(
    get: () => Value,
    assign: ((value: Value) => void) | undefined,
    literal: string | undefined,
    call: MacroCall,
  ) {
    this.get = get;
    this.assign = assign;
    this.literal = literal;
    this.call = call;
  }

  get value(): Value {
    return this.call.asCaller(this.get);
  }

  /** False when the argument is nothing that can be assigned to. */
  store(value: Value): boolean {
    const { assign } = this;
    if (assign === undefined) return false;
    this.call.asCaller(() => assign(value));
    return true;
  }
}

/** The variables a macro's parameters hide: `read` and `write` are all of them at once. */
export class MacroCall {
  private readonly frame: Frame;
  private readonly read: () => Value[];
  private readonly write: (values: readonly Value[]) => void;
  private hidden: readonly Value[];

  constructor(frame: Frame, read: () => Value[], write: (values: readonly Value[]) => void) {
    this.frame = frame;
    this.read = read;
    this.write = write;
    this.hidden = read();
  }

  /** Runs `use` as the caller sees the variables. */
  asCaller<T>(use: () => T): T {
    this.frame.countStep();
    const shown = this.read();
    this.restore();
    try {
      return use();
    } finally {
      this.hidden = this.read();
      this.write(shown);
    }
  }

  restore(): void {
    this.write(this.hidden);
  }
}
