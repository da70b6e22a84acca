// Chance for one transition, drawn from the execution's seed and the transition's number: whoever retraces an execution draws
// the same numbers, ids and delays. Costs nothing until it is asked.
import { createHash } from 'node:crypto';
import type { Chance } from '../asl/scope.js';

export function createChance(seed: string, turn: number): Chance {
  let drawn = 0;
  const draw = (): Buffer => {
    drawn += 1;
    return createHash('sha256').update(`${seed}:${turn}:${drawn}`).digest();
  };
  return {
    next: () => draw().readUInt32BE(0) / 2 ** 32,
    uuid() {
      const bytes = draw();
      bytes[6] = (bytes[6]! & 0x0f) | 0x40;
      bytes[8] = (bytes[8]! & 0x3f) | 0x80;
      const hex = bytes.toString('hex', 0, 16);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}
