// What resolves a field, compiled: made by compile-api.ts, run by resolve.ts.
import type { UnitCode } from '../../definition/model.js';
import type { Unit } from '../runtime/unit.js';
import type { BatchSettings } from '../sources/source.js';
import type { CachingKey } from './cache-keys.js';

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
  /** How many of its calls may travel as one BatchInvoke. */
  readonly batch: BatchSettings;
}

/** How a resolver's value is kept where its API has a cache. */
export interface Caching {
  /** `Type.field`. */
  readonly field: string;
  readonly keys: readonly CachingKey[];
  /** Undefined: the resolver does not ask for it, and only FULL_REQUEST_CACHING keeps it. */
  readonly ttlSeconds: number | undefined;
}

interface Cached {
  /** Undefined for what changes things: fields of Mutation and Subscription are resolved anew each time. */
  readonly caching: Caching | undefined;
}

export type Plan =
  | ({ readonly kind: 'UNIT'; readonly step: Step } & Cached)
  | ({
      readonly kind: 'PIPELINE';
      readonly language: UnitCode['language'];
      readonly unit: Unit | undefined;
      readonly steps: readonly Step[];
    } & Cached);
