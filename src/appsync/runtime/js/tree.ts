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
  let ordered = true;
  const add = (value: unknown): void => {
    if (!isNode(value)) return;
    const last = found.at(-1);
    // A shorthand property may be its own value.
    if (last === value) return;
    if (last && last.start > value.start) ordered = false;
    found.push(value);
  };
  // Whatever acorn puts there: a list of keys by type could forget one, and check/ would never see what is below.
  for (const key in node) {
    if (key === 'loc') continue;
    const value = (node as unknown as Record<string, unknown>)[key];
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) for (const item of value) add(item);
    else add(value);
  }
  return ordered ? found : found.sort((a, b) => a.start - b.start);
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

/** The name a member expression reads, when the text says it: `a.b`, `a['b']`, `a[`b`]`. */
export function memberName(node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return textOf(node.property);
}

/** The text of a string literal or of a template without expressions. */
export function textOf(node: AnyNode): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
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
