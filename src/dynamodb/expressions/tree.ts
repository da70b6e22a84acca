// The trees that parser.ts makes (and legacy/ builds from the older parameters), and that condition.ts, update.ts,
// projection.ts and key-condition.ts compile. Names are resolved already; values are looked up when an expression runs.
import type { AttributeValue } from '../values/value.js';

/** An attribute name, or an index into a list. */
export type PathPart = string | number;

export interface PathNode {
  readonly kind: 'path';
  readonly parts: readonly PathPart[];
}

/** `:name` of ExpressionAttributeValues. */
export interface ValueNode {
  readonly kind: 'value';
  readonly name: string;
}

/** A value that stands in the tree itself (legacy parameters). */
export interface LiteralNode {
  readonly kind: 'literal';
  readonly value: AttributeValue;
}

/** size(path), if_not_exists(path, value), list_append(a, b). */
export interface CallNode {
  readonly kind: 'call';
  readonly name: string;
  readonly operands: readonly Operand[];
}

/** `a + b`, `a - b` in an update expression. */
export interface SumNode {
  readonly kind: 'sum';
  readonly operator: '+' | '-';
  readonly left: Operand;
  readonly right: Operand;
}

export type Operand = PathNode | ValueNode | LiteralNode | CallNode | SumNode;

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly lower: Operand; readonly upper: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly options: readonly Operand[] }
  | { readonly kind: 'test'; readonly name: string; readonly operands: readonly Operand[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

export type UpdateAction =
  | { readonly kind: 'set'; readonly path: PathNode; readonly value: Operand }
  | { readonly kind: 'remove'; readonly path: PathNode }
  | { readonly kind: 'add' | 'delete'; readonly path: PathNode; readonly value: Operand };

/** What an expression uses of ExpressionAttributeNames and ExpressionAttributeValues. */
export interface Uses {
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/** `[a, b, [0]]`: a path as DynamoDB's messages show it. */
export function pathText(path: PathNode): string {
  return `[${path.parts.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`;
}

export function samePath(a: PathNode, b: PathNode): boolean {
  return a.parts.length === b.parts.length && a.parts.every((part, index) => part === b.parts[index]);
}
