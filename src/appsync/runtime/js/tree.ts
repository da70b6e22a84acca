// Walking acorn trees: children in order of text, and who the parent is. Used by check/ and instrument.ts.
import type { AnyNode, Node } from 'acorn';

export type FunctionNode = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

export function isFunction(node: AnyNode | null | undefined): node is FunctionNode {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  );
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The nodes directly below, in order of text. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const found: AnyNode[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc') continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) found.push(item);
    } else if (isNode(value) && !found.includes(value)) found.push(value);
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Visits every node, parents first. `enter` may return false to leave out what is below. */
export function walk(
  node: AnyNode,
  enter: (node: AnyNode, parents: readonly AnyNode[]) => boolean | undefined | void,
): void {
  const parents: AnyNode[] = [];
  const visit = (current: AnyNode): void => {
    if (enter(current, parents) === false) return;
    parents.push(current);
    for (const child of childrenOf(current)) visit(child);
    parents.pop();
  };
  visit(node);
}

/** The name a member expression reads, when the text says it: `a.b`, `a['b']`. */
export function memberName(node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return node.property.type === 'Literal' && typeof node.property.value === 'string' ? node.property.value : undefined;
}

/** True when a value is stored where `node` stands: assignments, loop heads and patterns. */
export function isTarget(node: AnyNode, parents: readonly AnyNode[]): boolean {
  const parent = parents.at(-1);
  switch (parent?.type) {
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'AssignmentPattern':
      return parent.left === node;
    case 'ArrayPattern':
    case 'RestElement':
      return true;
    case 'Property':
      return parents.at(-2)?.type === 'ObjectPattern' && parent.value === node;
    default:
      return false;
  }
}
