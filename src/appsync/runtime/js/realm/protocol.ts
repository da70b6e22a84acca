// What crosses the border between host and realm: primitives only, as parameters or as JSON text of these shapes.
// Imported by both sides; holds constants and types, no code that touches either.
import type { Effect, ResolverFault } from '../../unit.js';

/** The realm's answers to `run` beside JSON text (the handler's value) and undefined (it returned nothing). */
export const SAME_RESULT = true;
export const SEE_RECORD = false;

/** Begins the answer of a host call that failed; the rest is the message. */
export const FAILED = '\u0000!';

/** Everything about a run that gave more than a value; read with `record()` right after. */
export interface RunRecord {
  readonly kind: 'value' | 'early-return' | 'error' | 'unauthorized' | 'failure';
  readonly value?: unknown;
  /** The value is the result that was handed in. */
  readonly sameResult?: boolean;
  readonly skipTo?: 'END' | 'NEXT';
  readonly fault?: RecordedFault;
  /** Of a failure: what the engine said and where. */
  readonly message?: string;
  readonly stack?: string;
  readonly errors: readonly RecordedFault[];
  readonly effects: readonly Effect[];
  /** Present when the stash changed. */
  readonly stash?: Record<string, unknown>;
}

/** A fault whose data may be "the result that was handed in". */
export type RecordedFault = ResolverFault & { readonly dataIsResult?: boolean };

/** Instead of the result's text: the handler never looks inside. */
export const STAND_IN = '*';

/** The realm as the host sees it. All parameters and results are primitives, but `factory`, a function of the realm. */
export interface RealmApi {
  /** Names of the modules' exports: JSON of module -> names. */
  moduleNames(): string;
  register(factory: unknown): number;
  /** Forgets a unit. */
  release(unit: number): void;
  /** Makes what handlers of one operation share. */
  operation(id: number, identity: string, request: string, env: string): void;
  /** Runs a handler. Members of its context are JSON text, '' for one that it does not read. */
  run(
    unit: number,
    handler: 'request' | 'response',
    operation: number,
    args: string,
    source: string,
    stash: string,
    prev: string,
    result: string,
    error: string,
    outErrors: string,
    wantsInfo: boolean,
  ): unknown;
  record(): string;
}
