// Document paths against items: reading one, and the check that several of one expression do not get in each other's way.
import { requestFault } from '../faults.js';
import { type AttributeValue, attributeOf, type Item } from '../values/value.js';
import type { ExpressionKind } from './lexer.js';
import { type PathNode, pathText } from './tree.js';

/** The value a path leads to, or undefined. */
export function resolvePath(item: Item, path: PathNode): AttributeValue | undefined {
  const { parts } = path;
  let value = attributeOf(item, parts[0] as string);
  for (let at = 1; at < parts.length && value !== undefined; at += 1) {
    const part = parts[at]!;
    if (typeof part === 'number') value = value.L?.[part];
    else value = value.M === undefined ? undefined : attributeOf(value.M, part);
  }
  return value;
}

/** Two paths overlap when one leads through the other, and conflict when one takes for a list what the other takes for a map. */
export function checkOverlaps(kind: ExpressionKind, paths: readonly PathNode[]): void {
  for (let second = 1; second < paths.length; second += 1) {
    for (let first = 0; first < second; first += 1) {
      const [a, b] = [paths[first]!, paths[second]!];
      const shorter = Math.min(a.parts.length, b.parts.length);
      let at = 0;
      while (at < shorter && a.parts[at] === b.parts[at]) at += 1;
      const clash = at === shorter ? 'overlap' : typeof a.parts[at] !== typeof b.parts[at] ? 'conflict' : undefined;
      if (clash === undefined) continue;
      throw requestFault(
        `Invalid ${kind}: Two document paths ${clash} with each other; must remove or rewrite one of these paths; path one: ${pathText(a)}, path two: ${pathText(b)}`,
      );
    }
  }
}
