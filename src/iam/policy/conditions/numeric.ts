// NumericEquals, NumericLessThan and their like: whole and decimal numbers.
import { comparisons, type Operator } from './operator.js';

function read(text: string): number | undefined {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

export const NUMERIC_OPERATORS: readonly Operator[] = comparisons('Numeric', read);
