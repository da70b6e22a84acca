// The model's conditions and changes as the expressions of a request, every name and value behind a placeholder.
import type { Change, Condition, Path, Value } from './store.js';

export interface Expressions {
  readonly names: Record<string, string>;
  readonly values: Record<string, Value>;
  condition(condition: Condition): string;
  update(changes: readonly Change[]): string;
  path(path: Path): string;
  value(value: Value): string;
  /** The members of the request that hold the placeholders. */
  placeholders(): Record<string, unknown>;
}

export function createExpressions(): Expressions {
  const names: Record<string, string> = {};
  const values: Record<string, Value> = {};

  const nameOf = (name: string): string => {
    const known = Object.keys(names).find((placeholder) => names[placeholder] === name);
    if (known !== undefined) return known;
    const placeholder = `#n${Object.keys(names).length}`;
    names[placeholder] = name;
    return placeholder;
  };
  const path = (parts: Path): string =>
    parts
      .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index ? '.' : ''}${nameOf(part)}`))
      .join('');
  const value = (given: Value): string => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = given;
    return placeholder;
  };

  const condition = (given: Condition): string => {
    switch (given.kind) {
      case 'and':
      case 'or':
        return `(${condition(given.left)}) ${given.kind.toUpperCase()} (${condition(given.right)})`;
      case 'not':
        return `NOT (${condition(given.inner)})`;
      case 'exists':
        return `attribute_exists(${path(given.path)})`;
      case 'missing':
        return `attribute_not_exists(${path(given.path)})`;
      case 'type':
        return `attribute_type(${path(given.path)}, ${value({ S: given.type })})`;
      case 'begins':
        return `begins_with(${path(given.path)}, ${value(given.value)})`;
      case 'contains':
        return `contains(${path(given.path)}, ${value(given.value)})`;
      case 'size':
        return `size(${path(given.path)}) >= ${value({ N: String(given.atLeast) })}`;
      case 'between':
        return `${path(given.path)} BETWEEN ${value(given.low)} AND ${value(given.high)}`;
      case 'in':
        return `${path(given.path)} IN (${given.values.map(value).join(', ')})`;
      default:
        return `${path(given.path)} ${given.kind} ${value(given.value)}`;
    }
  };

  const change = (given: Change): string => {
    const target = path(given.path);
    switch (given.kind) {
      case 'set':
        return `${target} = ${value(given.value)}`;
      case 'default':
        return `${target} = if_not_exists(${target}, ${value(given.value)})`;
      case 'copy':
        return `${target} = ${path(given.from)}`;
      case 'plus':
        return `${target} = ${target} + ${value({ N: String(given.by) })}`;
      case 'append':
        return `${target} = list_append(${target}, ${value(given.value)})`;
      case 'remove':
        return target;
      default:
        return `${target} ${value(given.value)}`;
    }
  };

  return {
    names,
    values,
    condition,
    path,
    value,
    update(changes) {
      const sections = { SET: [] as string[], REMOVE: [] as string[], ADD: [] as string[], DELETE: [] as string[] };
      for (const one of changes) {
        const section = one.kind.toUpperCase();
        sections[section in sections && section !== 'SET' ? (section as 'REMOVE') : 'SET'].push(change(one));
      }
      return Object.entries(sections)
        .filter(([, parts]) => parts.length > 0)
        .map(([section, parts]) => `${section} ${parts.join(', ')}`)
        .join(' ');
    },
    placeholders: () => ({
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
    }),
  };
}
