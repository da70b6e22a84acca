// ArnEquals and ArnLike, which do the same, and their negations.
import { compileArnPattern } from '../arn-pattern.js';
import { both, type Operator } from './operator.js';

const compile: Operator['compile'] = (text, options) => {
  const pattern = compileArnPattern(text, options);
  return { test: pattern.matches, reads: pattern.reads };
};

export const ARN_OPERATORS: readonly Operator[] = [
  ...both('ArnEquals', 'ArnNotEquals', compile),
  ...both('ArnLike', 'ArnNotLike', compile),
];
