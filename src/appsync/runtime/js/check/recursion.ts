// Rule: a function never reaches itself through calls by name.
import type { AnyNode } from 'acorn';
import type { CodeError } from '../code-error.js';
import { lintError } from '../code-error.js';
import { type FunctionNode, isFunction, walk } from '../tree.js';
import type { Rule } from './rule.js';
import { functionOf } from './value-kind.js';

export const checkRecursion: Rule = ({ program, scopes }) => {
  const names = new Map<AnyNode, string>();
  for (const { name, value } of scopes.bindings) if (isFunction(value)) names.set(value, name);
  const calls = new Map<AnyNode, { from: AnyNode; to: AnyNode; call: AnyNode }[]>();
  walk(program, (node, parents) => {
    if (node.type !== 'CallExpression') return;
    const to = functionOf(node.callee, scopes);
    if (!to) return;
    // A callback belongs to the named function around it: it runs when that one does.
    for (const from of parents.filter(isFunction)) {
      const known = calls.get(from) ?? [];
      known.push({ from, to, call: node });
      calls.set(from, known);
    }
  });
  const errors: CodeError[] = [];
  const nameOf = (node: AnyNode): string => names.get(node) ?? (node as FunctionNode).id?.name ?? 'Anonymous Function';
  const reported = new Set<AnyNode>();
  for (const [from, outgoing] of calls) {
    for (const { to, call } of outgoing) {
      if (reported.has(call)) continue;
      const path = pathBetween(to, from, calls);
      if (!path) continue;
      reported.add(call);
      const cycle = [from, ...path].map(nameOf).join(' <-');
      errors.push(lintError(call, `Recursive function calls not supported. Detected cycle in ${cycle}`));
    }
  }
  return errors;
};

/** The functions from `start` to `end`, both included, or undefined when no calls lead there. */
function pathBetween(
  start: AnyNode,
  end: AnyNode,
  calls: ReadonlyMap<AnyNode, readonly { to: AnyNode }[]>,
): AnyNode[] | undefined {
  const seen = new Set<AnyNode>([start]);
  const open: AnyNode[][] = [[start]];
  for (let path = open.shift(); path; path = open.shift()) {
    const last = path.at(-1)!;
    if (last === end) return path;
    for (const { to } of calls.get(last) ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      open.push([...path, to]);
    }
  }
  return undefined;
}
