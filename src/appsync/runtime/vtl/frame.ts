// The state of one rendering: variables, output, limits. The compiled closures work on it; nothing outlives it.
import { RenderFault } from './faults.js';
import { jsonText, plain } from './values/text.js';
import type { Value } from './values/value.js';

/** A `#foreach` runs at most so often, then ends as if it had reached its end: AppSync's quota page, "Number of iterations in a foreach loop". */
export const FOREACH_LIMIT = 1000;
/** AppSync's quota on an evaluated template, 5 MB. */
export const OUTPUT_LIMIT = 5 * 1024 * 1024;
/** Ours: iterations of all loops of one rendering, and items of one list or map. AWS ends such templates by its time limit. */
const TOTAL_ITERATIONS = 2_000_000;
export const COLLECTION_LIMIT = 1_000_000;
/** Velocity's velocimacro.max.depth. */
export const MACRO_DEPTH = 20;

export class Frame {
  readonly vars: Value[];
  /** Everything written so far. */
  out = '';
  /** The value of `#return(value)`. */
  returned: Value = null;
  macroDepth = 0;
  /** False: `hold` prints at once (EvaluateMappingTemplate shows the text). */
  private readonly holds: boolean;
  private held: { readonly value: Value; readonly before: string } | undefined;
  private iterations = 0;

  constructor(vars: Value[], holds: boolean) {
    this.vars = vars;
    this.holds = holds;
  }

  /** `blank`: the text is white space. */
  write(text: string, blank = false): void {
    if (this.held !== undefined && !blank) this.print();
    this.out += text;
  }

  /**
   * Writes a value as JSON, but keeps it unprinted as long as nothing else than white space surrounds it: what would be
   * printed only to be read again is then handed over as it is.
   */
  writeJson(value: Value): void {
    if (this.holds && this.held === undefined && this.out.trim() === '') {
      this.held = { value, before: this.out };
      this.out = '';
      return;
    }
    this.write(jsonText(value));
  }

  /** The one value that was written, when there was nothing else. */
  takeHeld(): { readonly value: unknown } | undefined {
    return this.held === undefined ? undefined : { value: plain(this.held.value) };
  }

  /** Runs `write` and gives what it wrote. */
  capture(write: () => void): string {
    const { out, held } = this;
    this.out = '';
    this.held = undefined;
    try {
      write();
      if (this.held !== undefined) this.print();
      return checkedText(this.out);
    } finally {
      this.out = out;
      this.held = held;
    }
  }

  countIteration(): void {
    this.iterations += 1;
    if (this.iterations > TOTAL_ITERATIONS) throw new RenderFault('The template ran too many iterations.');
    if (this.out.length > OUTPUT_LIMIT) throw outputFault();
  }

  private print(): void {
    const held = this.held!;
    this.held = undefined;
    this.out = held.before + jsonText(held.value) + this.out;
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

function outputFault(): RenderFault {
  return new RenderFault('The evaluated template exceeds the limit of 5 MB.');
}
