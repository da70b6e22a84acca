// What an answer shows of an item: ProjectionExpression, or AttributesToGet from before expressions.
import type { Placeholders } from '../expressions/compile.js';
import { compileProjection, type Projection } from '../expressions/projection.js';
import type { PathNode } from '../expressions/tree.js';
import { requestFault, TEXT } from '../faults.js';

export interface ProjectedInput {
  readonly ProjectionExpression?: string;
  readonly AttributesToGet?: readonly string[];
}

export interface Shown {
  readonly paths: readonly PathNode[];
  readonly pick: Projection;
}

/** Undefined: everything. */
export function readProjection(placeholders: Placeholders, input: ProjectedInput): Shown | undefined {
  if (typeof input.ProjectionExpression === 'string') return placeholders.projection(input.ProjectionExpression);
  const names = input.AttributesToGet;
  if (!names) return undefined;
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) {
    throw requestFault(TEXT.invalid(`Duplicate value in attribute name: ${repeated}`));
  }
  const paths = names.map((name): PathNode => ({ kind: 'path', parts: [name] }));
  return { paths, pick: compileProjection(paths) };
}
