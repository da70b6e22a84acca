// Bool: `true` or `false`, in either case.
import type { Operator } from './operator.js';

export const BOOL_OPERATORS: readonly Operator[] = [
  {
    name: 'Bool',
    compile(text) {
      const wanted = text.toLowerCase();
      if (wanted !== 'true' && wanted !== 'false') return undefined;
      return { test: (actual) => actual.toLowerCase() === wanted };
    },
  },
];
