// util.math: math-helpers-in-util-math.md. Chance comes from the host.
import type { HostCall } from './host.js';

export function createMath(host: HostCall) {
  const chance = (): number => Number(host('random', ''));
  return {
    /** Java's Math.round: halves go up, towards positive infinity. */
    roundNum: (input: unknown): number => Math.floor(Number(input) + 0.5),
    minVal: (left: unknown, right: unknown): number => Math.min(Number(left), Number(right)),
    maxVal: (left: unknown, right: unknown): number => Math.max(Number(left), Number(right)),
    randomDouble: chance,
    /** Both ends are within the range. */
    randomWithinRange: (start: unknown, end: unknown): number => {
      const least = Math.ceil(Number(start));
      return least + Math.floor(chance() * (Math.floor(Number(end)) - least + 1));
    },
  };
}
