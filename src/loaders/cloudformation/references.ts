// Which names a node of a template refers to, without evaluating it: for finding circles between resources.
// `Fn::If` is followed only into the branch that holds, as CloudFormation does.
import type { DocumentNode } from '../document.js';

/** The name when the node is `{Ref: name}`. */
export function calledRef(node: DocumentNode): string | undefined {
  if (node.kind !== 'map' || node.entries.size !== 1) return undefined;
  const argument = node.entries.get('Ref')?.value;
  return argument?.kind === 'scalar' && typeof argument.value === 'string' ? argument.value : undefined;
}

/** Names in the text of Fn::Sub: `${Name}` and `${Name.Attribute}`, not `${!literal}`. */
export function namesInSub(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => match[1]!.trim().split('.')[0]!);
}

function textOf(node: DocumentNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** Calls `visit` with every name that `node` refers to. */
export function visitReferences(
  node: DocumentNode,
  holds: (condition: string) => boolean,
  visit: (name: string) => void,
): void {
  if (node.kind === 'scalar') return;
  if (node.kind === 'list') {
    for (const item of node.items) visitReferences(item, holds, visit);
    return;
  }
  const ref = calledRef(node);
  if (ref !== undefined) {
    visit(ref);
    return;
  }
  if (node.entries.size === 1) {
    const [entry] = node.entries.values();
    const argument = entry!.value;
    const items = argument.kind === 'list' ? argument.items : [];
    if (entry!.key === 'Fn::GetAtt') {
      const name = textOf(items[0]) ?? textOf(argument)?.split('.')[0];
      if (name !== undefined) visit(name);
    }
    if (entry!.key === 'Fn::Sub') {
      const own = new Set(items[1]?.kind === 'map' ? items[1].entries.keys() : []);
      for (const name of namesInSub(textOf(argument) ?? textOf(items[0]) ?? '')) if (!own.has(name)) visit(name);
    }
    const condition = textOf(items[0]);
    if (entry!.key === 'Fn::If' && items.length === 3 && condition !== undefined) {
      visitReferences(items[holds(condition) ? 1 : 2]!, holds, visit);
      return;
    }
  }
  for (const entry of node.entries.values()) visitReferences(entry.value, holds, visit);
}

/**
 * The circles in a graph, each once, as the nodes along it. A node that depends on itself is a circle of one.
 */
export function findCycles(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[][] = [];
  const trail: string[] = [];
  const walk = (name: string): void => {
    if (state.get(name) === 'done') return;
    if (state.get(name) === 'open') {
      cycles.push(trail.slice(trail.indexOf(name)));
      return;
    }
    state.set(name, 'open');
    trail.push(name);
    for (const next of graph.get(name) ?? []) walk(next);
    trail.pop();
    state.set(name, 'done');
  };
  for (const name of graph.keys()) walk(name);
  return cycles;
}
