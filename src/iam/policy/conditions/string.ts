// StringEquals, StringEqualsIgnoreCase, StringLike and their negations. Variables stand in all of them, wildcards in Like alone.
import { compilePattern, type PatternOptions } from '../pattern.js';
import { both, type Operator } from './operator.js';

const matching =
  (options: Omit<PatternOptions, 'variables'>): Operator['compile'] =>
  (text, { variables }) => {
    const pattern = compilePattern(text, { ...options, variables });
    return { test: pattern.matches, reads: pattern.reads };
  };

export const STRING_OPERATORS: readonly Operator[] = [
  ...both('StringEquals', 'StringNotEquals', matching({ wildcards: false })),
  ...both('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', matching({ wildcards: false, ignoreCase: true })),
  ...both('StringLike', 'StringNotLike', matching({ wildcards: true })),
];
