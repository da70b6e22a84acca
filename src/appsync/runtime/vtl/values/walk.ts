// Bounds one walk through a value: lists that hold each other twice over are small in memory and endless in print. text.ts
// and value.ts count with it.
import { RenderFault } from '../faults.js';

/** Ours: characters and members, about; AWS's limit on an evaluated template is 5 MB. */
const LONGEST = 50_000_000;

export class Walk {
  private left = LONGEST;

  /** Counts a value and what it takes in print. */
  step(size = 8): void {
    this.left -= size;
    if (this.left < 0) throw new RenderFault('A value of the template is too large.');
  }
}
