// The state of one rendering: output and limits. The compiled template works on it; nothing outlives it but what a trace
// asks for, the rendered text.
import { RenderFault } from './faults.js';
import { type Snapshot, snapshotOf } from './snapshot.js';
import { jsonText } from './values/text.js';
import type { Value } from './values/value.js';

/** A `#foreach` runs at most so often, then ends as if it had reached its end: AppSync's quota page, "Number of iterations in a foreach loop". */
export const FOREACH_LIMIT = 1000;
/** AppSync's quota on an evaluated template, 5 MB. */
export const OUTPUT_LIMIT = 5 * 1024 * 1024;
/** Ours: steps (countStep) of one rendering, and items of one list or map. AWS ends such templates by its time limit. */
const TOTAL_STEPS = 2_000_000;
export const COLLECTION_LIMIT = 1_000_000;
/** Velocity's velocimacro.max.depth. */
export const MACRO_DEPTH = 20;

/** Stands in the output where a value does. No JSON text holds this character, so a reader can't take another for it. */
export const HOLE = '\0';

/** A value in the output, and where. */
interface Hole extends Snapshot {
  readonly at: number;
}

export class Frame {
  /** Everything written so far, a HOLE for each value that is not printed. */
  out = '';
  /** The value of `#return(value)`. */
  returned: Value = null;
  macroDepth = 0;
  /** Values may stand in the output as they are: false when somebody wants the text (EvaluateMappingTemplate, strings). */
  private holds: boolean;
  private readonly holes: Hole[] = [];
  private steps = 0;

  constructor(holds: boolean) {
    this.holds = holds;
  }

  /** Writes a value as JSON, unprinted when it can be read back as it is: what is printed here is read again right away. */
  writeJson(value: Value): void {
    const snapshot = this.holds ? snapshotOf(value) : undefined;
    if (snapshot === undefined) this.out += jsonText(value);
    else this.hold(snapshot);
  }

  /** Writes plain JSON that nobody else has. */
  writePlain(value: unknown): void {
    if (this.holds) this.hold({ value, text: undefined });
    else this.out += JSON.stringify(value);
  }

  private hold(snapshot: Snapshot): void {
    this.holes.push({ value: snapshot.value, text: snapshot.text, at: this.out.length });
    this.out += HOLE;
  }

  /** The values that stand in the output, in order. */
  get values(): readonly Snapshot[] {
    return this.holes;
  }

  /** The output with all values printed. */
  get text(): string {
    let text = '';
    let from = 0;
    for (const { value, text: printed, at } of this.holes) {
      // More than AWS would have made: whoever asks is shown the beginning.
      if (text.length > 4 * OUTPUT_LIMIT) return `${text}…`;
      text += this.out.slice(from, at) + (printed ?? JSON.stringify(value));
      from = at + 1;
    }
    return text + this.out.slice(from);
  }

  /** Runs `write` and gives what it wrote. */
  capture(write: () => void): string {
    const { out, holds } = this;
    this.out = '';
    this.holds = false;
    try {
      write();
      return checkedText(this.out);
    } finally {
      this.out = out;
      this.holds = holds;
    }
  }

  /** Counts an iteration, a macro call, a block printed or an argument read: what templates can multiply without end. */
  countStep(): void {
    this.steps += 1;
    if (this.steps > TOTAL_STEPS) throw new RenderFault('The template ran too many steps.');
    if (this.out.length > OUTPUT_LIMIT) throw outputFault();
  }
}

/** Strings made by templates are bounded, as their output is. */
export function checkedText(text: string): string {
  if (text.length > OUTPUT_LIMIT) throw outputFault();
  return text;
}

export function checkedSize(size: number): void {
  if (size > COLLECTION_LIMIT) throw new RenderFault('A collection of the template grew too large.');
}

export function outputFault(): RenderFault {
  return new RenderFault('The evaluated template exceeds the limit of 5 MB.');
}
