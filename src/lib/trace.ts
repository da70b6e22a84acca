// The trace of one request: what was decided, rendered, called and answered, in order, with milliseconds.
// A request without a trace passes `undefined` and pays nothing.
import type { Clock } from './clock.js';

export interface TraceStep {
  /** What happened: `auth`, `resolver`, `request`, `source`, `response`, `log`, ... */
  readonly name: string;
  /** Milliseconds from the beginning of the request. */
  readonly at: number;
  /** Milliseconds it took; absent for a moment. */
  readonly ms?: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Trace {
  readonly id: string;
  readonly steps: readonly TraceStep[];
  /** Notes a moment. */
  note(name: string, detail: Readonly<Record<string, unknown>>): void;
  /** Begins a step; the returned function ends it, adding to its detail. */
  begin(name: string, detail: Readonly<Record<string, unknown>>): (more?: Readonly<Record<string, unknown>>) => void;
}

export function createTrace(id: string, clock: Clock): Trace {
  const start = clock.monotonic();
  const steps: TraceStep[] = [];
  return {
    id,
    steps,
    note(name, detail) {
      steps.push({ name, at: clock.monotonic() - start, detail });
    },
    begin(name, detail) {
      const at = clock.monotonic() - start;
      const index = steps.push({ name, at, detail }) - 1;
      return (more) => {
        steps[index] = { name, at, ms: clock.monotonic() - start - at, detail: more ? { ...detail, ...more } : detail };
      };
    },
  };
}
