// Null: `true` wants the key to be absent, `false` wants it there. The test is given 'true' for an absent key.
import type { Operator } from './operator.js';

export const NULL_OPERATORS: readonly Operator[] = [
  {
    name: 'Null',
    presence: true,
    compile(text) {
      const wanted = text.toLowerCase();
      if (wanted !== 'true' && wanted !== 'false') return undefined;
      return { test: (absent) => absent === wanted };
    },
  },
];
