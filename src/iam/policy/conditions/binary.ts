// BinaryEquals: base64 on both sides, compared byte by byte.
import type { Operator } from './operator.js';

export const BINARY_OPERATORS: readonly Operator[] = [
  {
    name: 'BinaryEquals',
    compile(text) {
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
      const wanted = Buffer.from(text, 'base64');
      return { test: (actual) => Buffer.from(actual, 'base64').equals(wanted) };
    },
  },
];
