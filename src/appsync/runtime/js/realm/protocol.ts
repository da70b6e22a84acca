// What crosses the border between host and realm: primitives only, as parameters, in the two boxes (codec.ts) or as JSON
// text of these shapes. Imported by both sides; holds constants and types, no code that touches either.
import type { Effect, ResolverFault } from '../../unit.js';
import type { Box } from './codec.js';

/** The realm's answers to `run` beside the length of the value in the out box. */
export const NOTHING_RETURNED = -1;
export const SEE_RECORD = -2;
/** This, and below it by number: the value is something that stayed outside. */
export const FIRST_REF = -3;

/** How many values can stay outside in one run. */
export const MOST_REFS = 16;

/** Begins the answer of a host call that failed; the rest is the message. */
export const FAILED = '\u0000!';

/** The members of a context that come through the in box, in this order; each has a bit. */
export const PARTS = ['arguments', 'source', 'prev', 'result', 'error', 'outErrors', 'info'] as const;
export type Part = (typeof PARTS)[number];

/** Everything about a run that gave more than a value; read with `record()` right after. */
export interface RunRecord {
  readonly kind: 'value' | 'early-return' | 'error' | 'unauthorized' | 'failure';
  /** Length of the value in the out box; 0: none. */
  readonly length: number;
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

/** A fault whose data may be something that stayed outside. */
export type RecordedFault = ResolverFault & { readonly dataRef?: number };

/** The realm as the host sees it. What passes are primitives, but for `factory` and the boxes, which are the realm's. */
export interface RealmApi {
  /** The host writes a run's context here. */
  readonly inBox: Box;
  /** The realm writes a run's value here. */
  readonly outBox: Box;
  /** Names of the modules' exports: JSON of module -> names. */
  moduleNames(): string;
  register(factory: unknown): number;
  /** Forgets a unit. */
  release(unit: number): void;
  /** Makes what handlers of one operation share. */
  operation(id: number, identity: string, request: string, env: string): void;
  /** Runs a handler. `parts`: the bits of what is in the in box; `stash`: JSON, '' when the handler does not read it. */
  run(unit: number, handler: 'request' | 'response', operation: number, parts: number, stash: string): number;
  record(): string;
  /** For hosts that can't reach the boxes: fills the in box from JSON, and gives the first `length` of the out box. */
  fill(text: string): void;
  take(length: number): string;
}
