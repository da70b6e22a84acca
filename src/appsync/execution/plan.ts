// What resolves a field, compiled: made by compile-api.ts, run by resolve.ts.
import type { UnitCode } from '../../definition/model.js';
import type { Unit } from '../runtime/unit.js';

/** A unit with the data source it calls; a unit resolver and a pipeline's function are both one. */
export interface Step {
  readonly name: string;
  readonly language: UnitCode['language'];
  /** Undefined for a direct Lambda resolver. */
  readonly unit: Unit | undefined;
  /** Into ApiProgram.sources. */
  readonly source: number;
  /** maxBatchSize is above 0: a direct Lambda resolver sends a list. */
  readonly batched: boolean;
}

export type Plan =
  | { readonly kind: 'UNIT'; readonly step: Step }
  | {
      readonly kind: 'PIPELINE';
      readonly language: UnitCode['language'];
      readonly unit: Unit | undefined;
      readonly steps: readonly Step[];
    };
