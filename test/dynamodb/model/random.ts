// Random items, conditions, changes and writes for the model test. The pools are small, so that keys meet again and
// conditions are true about as often as not.
import type { Random } from '../../../src/lib/random.js';
import type { Attributes, Change, Condition, Path, Value, Write } from './store.js';

export interface Generator {
  whole(limit: number): number;
  pick<T>(options: readonly T[]): T;
  chance(share: number): boolean;
  key(): Attributes;
  item(): Attributes;
  condition(depth?: number): Condition;
  write(): Write;
}

const HASHES = ['a', 'b', '\u0000', 'é', '😀'];
export const RANGES = ['-10000000000', '-2.5', '-2', '0', '0.1', '3', '10', `1${'0'.repeat(30)}`];
export const GROUPS = ['x', 'x\u0000', 'y', '\uffff', '😀'];
const PATHS: readonly Path[] = [
  ['n'],
  ['s'],
  ['ss'],
  ['l'],
  ['m'],
  ['m', 'x'],
  ['m', 'y'],
  ['l', 0],
  ['l', 2],
  ['g'],
  ['none'],
];
const TYPES = ['S', 'N', 'SS', 'NS', 'L', 'M', 'BOOL', 'NULL', 'B', 'BS'];

export function createGenerator(random: Random): Generator {
  const whole = (limit: number): number => Math.floor(random.next() * limit);
  const pick = <T>(options: readonly T[]): T => options[whole(options.length)]!;
  const chance = (share: number): boolean => random.next() < share;

  const text = (): Value => ({ S: pick(['', 'a', 'ab', 'abc', 'é', ...GROUPS]) });
  const number = (): Value => ({ N: String(whole(7) - 3) });
  const some = (pool: readonly string[]): string[] => {
    const chosen = pool.filter(() => chance(0.5));
    return chosen.length > 0 ? chosen : [pool[0]!];
  };
  const value = (depth = 0): Value => {
    const kind = whole(depth > 1 ? 6 : 8);
    if (kind < 2) return number();
    if (kind === 2) return text();
    if (kind === 3) return chance(0.5) ? { BOOL: chance(0.5) } : { NULL: true };
    if (kind === 4) return { SS: some(['a', 'b', 'c']) };
    if (kind === 5) return { NS: some(['1', '2', '3']) };
    if (kind === 6) return { L: Array.from({ length: whole(4) }, () => value(depth + 1)) };
    return { M: { ...(chance(0.6) && { x: value(depth + 1) }), ...(chance(0.4) && { y: value(depth + 1) }) } };
  };
  const key = (): Attributes => ({ pk: { S: pick(HASHES) }, sk: { N: pick(RANGES) } });
  const item = (): Attributes => ({
    ...key(),
    ...(chance(0.8) && { n: number() }),
    ...(chance(0.5) && { s: text() }),
    ...(chance(0.4) && { ss: value() }),
    ...(chance(0.4) && { l: { L: Array.from({ length: whole(4) }, () => value(1)) } }),
    ...(chance(0.4) && { m: { M: { x: value(1), ...(chance(0.5) && { y: value(1) }) } } }),
    ...(chance(0.7) && { g: chance(0.03) ? value() : { S: pick(GROUPS) } }),
    ...(chance(0.7) && { r: { S: pick(GROUPS) + pick(['', '1', '2']) } }),
  });

  const scalar = (): Value => (chance(0.5) ? number() : text());
  const leaf = (): Condition => {
    const path = pick(PATHS);
    switch (whole(9)) {
      case 0:
        return { kind: 'exists', path };
      case 1:
        return { kind: 'missing', path };
      case 2:
        return { kind: 'type', path, type: pick(TYPES) };
      case 3:
        return { kind: 'begins', path, value: text() };
      case 4:
        return { kind: 'contains', path, value: scalar() };
      case 5:
        return { kind: 'size', path, atLeast: whole(4) };
      case 6: {
        const low = whole(5) - 3;
        return { kind: 'between', path, low: { N: String(low) }, high: { N: String(low + whole(3)) } };
      }
      case 7:
        return { kind: 'in', path, values: [value(), scalar(), scalar()] };
      default: {
        const kind = pick(['=', '<>', '<', '<=', '>', '>='] as const);
        return { kind, path, value: kind === '=' || kind === '<>' ? value() : scalar() };
      }
    }
  };
  const condition = (depth = 0): Condition => {
    if (depth > 2 || chance(0.6)) return leaf();
    if (chance(0.3)) return { kind: 'not', inner: condition(depth + 1) };
    return { kind: pick(['and', 'or'] as const), left: condition(depth + 1), right: condition(depth + 1) };
  };

  const changeOf = (path: Path): Change => {
    const nested = path.length > 1;
    switch (whole(nested ? 4 : 8)) {
      case 0:
      case 1:
        return { kind: 'set', path, value: path[0] === 'g' && !nested && chance(0.95) ? { S: pick(GROUPS) } : value() };
      case 2:
        return { kind: 'remove', path };
      case 3:
        return { kind: 'default', path, value: path[0] === 'g' ? { S: pick(GROUPS) } : value() };
      case 4:
        return { kind: 'plus', path, by: whole(5) - 2 };
      case 5:
        return { kind: 'append', path, value: { L: [value(1)] } };
      case 6:
        return { kind: 'add', path, value: chance(0.5) ? number() : { SS: some(['b', 'c', 'd']) } };
      default:
        return chance(0.5)
          ? { kind: 'delete', path, value: { SS: some(['a', 'b']) } }
          : { kind: 'copy', path, from: pick(PATHS) };
    }
  };
  const overlaps = (a: Path, b: Path): boolean => a[0] === b[0];
  const changes = (): Change[] => {
    const chosen: Change[] = [];
    for (let left = 1 + whole(3); left > 0; left -= 1) {
      const path = pick(PATHS);
      if (!chosen.some((change) => overlaps(change.path, path))) chosen.push(changeOf(path));
    }
    return chosen;
  };

  return {
    whole,
    pick,
    chance,
    key,
    item,
    condition,
    write() {
      const guarded = chance(0.4) ? { condition: condition() } : {};
      const kind = whole(10);
      if (kind < 4) return { kind: 'put', item: item(), ...guarded };
      if (kind < 8) return { kind: 'update', key: key(), changes: changes(), ...guarded };
      return { kind: 'delete', key: key(), ...guarded };
    },
  };
}
