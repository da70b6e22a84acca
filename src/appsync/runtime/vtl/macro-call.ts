// Macro calls as Velocity makes them: arguments are passed by name, parameters hide the caller's variables while the body
// renders. compile.ts puts the arguments in place; nothing here compiles.
import type { Assign, Get } from './compile-expression.js';
import type { Frame } from './frame.js';
import type { Value } from './values/value.js';

/** A macro's argument while its body renders: evaluated at each use, in the variables of the caller. */
export class Argument {
  readonly host = 'argument';
  readonly get: Get;
  readonly assign: Assign | undefined;
  readonly literal: string | undefined;
  readonly call: MacroCall;

  constructor(get: Get, assign: Assign | undefined, literal: string | undefined, call: MacroCall) {
    this.get = get;
    this.assign = assign;
    this.literal = literal;
    this.call = call;
  }
}

/** The variables a macro's parameters hide. */
export class MacroCall {
  readonly slots: readonly number[];
  readonly hidden: Value[];

  constructor(slots: readonly number[], frame: Frame) {
    this.slots = slots;
    this.hidden = slots.map((slot) => frame.vars[slot]!);
  }

  /** Runs `use` as the caller sees the variables. */
  asCaller<T>(frame: Frame, use: () => T): T {
    const shown = this.slots.map((slot) => frame.vars[slot]!);
    this.restore(frame);
    try {
      return use();
    } finally {
      for (const [index, slot] of this.slots.entries()) {
        this.hidden[index] = frame.vars[slot]!;
        frame.vars[slot] = shown[index]!;
      }
    }
  }

  restore(frame: Frame): void {
    for (const [index, slot] of this.slots.entries()) frame.vars[slot] = this.hidden[index]!;
  }
}
