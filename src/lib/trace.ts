// The trace of one request: what was decided, rendered, called and answered, in order, with milliseconds. Doors make one when
// somebody wants to read it (a log, CloudWatch, an OpenTelemetry collector).
// A request without a trace passes `undefined` and pays nothing.
import type { Clock } from './clock.js';

export interface TraceStep {
  /** What happened: `auth`, `resolver`, `request`, `source`, `response`, `log`, ... */
  readonly name: string;
  /** Milliseconds from the beginning of the request. */
  readonly at: number;
  /** Milliseconds it took; absent for a moment. */
  readonly ms?: number;
  /** The step it is a part of: its place in `steps`. */
  readonly parent?: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

type Detail = Readonly<Record<string, unknown>>;

/** A step that has begun and has parts of its own. */
export interface OpenStep {
  /** Notes what is a part of this step. */
  readonly trace: Trace;
  /** Ends it, adding to its detail. */
  end(more?: Detail): void;
}

export interface Trace {
  readonly id: string;
  /** Milliseconds since 1970 at its beginning. */
  readonly startedAt: number;
  readonly steps: readonly TraceStep[];
  /** Somebody wants to read of the smallest parts, too: of every field of every object. */
  readonly everyField: boolean;
  /** Milliseconds since then. */
  elapsed(): number;
  /** Notes a moment. */
  note(name: string, detail: Detail): void;
  /** Begins a step; the returned function ends it, adding to its detail. */
  begin(name: string, detail: Detail): (more?: Detail) => void;
  /** The same for a step with parts. */
  enter(name: string, detail: Detail): OpenStep;
}

export function createTrace(id: string, clock: Clock, { everyField = false } = {}): Trace {
  const start = clock.monotonic();
  const startedAt = clock.now();
  const steps: TraceStep[] = [];
  const elapsed = (): number => clock.monotonic() - start;
  const under = (parent: number | undefined): Trace => {
    const part = parent === undefined ? undefined : { parent };
    const open = (name: string, detail: Detail): readonly [number, (more?: Detail) => void] => {
      const at = elapsed();
      const index = steps.push({ name, at, ...part, detail }) - 1;
      return [
        index,
        (more) => {
          steps[index] = { name, at, ms: elapsed() - at, ...part, detail: more ? { ...detail, ...more } : detail };
        },
      ];
    };
    return {
      id,
      startedAt,
      steps,
      everyField,
      elapsed,
      note: (name, detail) => void steps.push({ name, at: elapsed(), ...part, detail }),
      begin: (name, detail) => open(name, detail)[1],
      enter(name, detail) {
        const [index, end] = open(name, detail);
        return { trace: under(index), end };
      },
    };
  };
  return under(undefined);
}
