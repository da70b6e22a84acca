// The one road in: files and calls both end as a revision.
import { describe, expect, it } from 'vitest';
import { type Definition, EMPTY_DEFINITION, type TableDefinition } from '../../src/definition/model.js';
import { type Change, createRegistry } from '../../src/definition/registry.js';

const table = (name: string, hash = 'id'): TableDefinition => ({
  name,
  hash: { name: hash, type: 'S' },
  indexes: [],
  billingMode: 'PAY_PER_REQUEST',
  tags: {},
  place: {},
});
const base = (...names: string[]): Definition => ({ ...EMPTY_DEFINITION, tables: names.map((name) => table(name)) });
const put = (name: string, hash?: string): Change => ({ kind: 'tables', put: table(name, hash) });
const remove = (name: string): Change => ({ kind: 'tables', remove: name });

function store(kept: Change[] = []) {
  return { kept, load: () => kept, append: async (change: Change) => void kept.push(change), forget: async () => {} };
}
const names = (definition: Definition): string[] => definition.tables.map(({ name }) => name);

describe('the registry', () => {
  it('lays what calls made over the files, and keeps it when the files are read anew', async () => {
    const registry = createRegistry(base('a'), store());
    await registry.apply(put('b'));
    await registry.apply(put('a', 'key'));
    expect(names(registry.current.definition)).toEqual(['a', 'b']);
    expect(registry.current.definition.tables[0]?.hash.name).toBe('key');
    await registry.replace(base('c'));
    expect(names(registry.current.definition).sort()).toEqual(['a', 'b', 'c']);
    expect(registry.current.number).toBe(4);
  });

  it('removes what the files have, for good', async () => {
    const registry = createRegistry(base('a', 'b'), store());
    await registry.apply(remove('a'));
    expect(names(registry.current.definition)).toEqual(['b']);
    await registry.replace(base('a', 'b'));
    expect(names(registry.current.definition)).toEqual(['b']);
    await registry.apply(put('a'));
    expect(names(registry.current.definition)).toContain('a');
  });

  it('finds at the next start what calls made', async () => {
    const changes = store();
    const first = createRegistry(base('a'), changes);
    await first.apply(put('b'));
    await first.apply(remove('a'));
    expect(names(createRegistry(base('a'), changes).current.definition)).toEqual(['b']);
  });

  it('tells listeners of one revision after the other, each swapped before the next', async () => {
    const registry = createRegistry(base(), store());
    const seen: string[] = [];
    const stop = registry.listen(async ({ number, definition }, previous) => {
      seen.push(`${previous.number}>${number} begins`);
      await Promise.resolve();
      seen.push(`${number} ${names(definition)} ends`);
    });
    await Promise.all([registry.apply(put('a')), registry.apply(put('b'))]);
    expect(seen).toEqual(['1>2 begins', '2 a ends', '2>3 begins', '3 a,b ends']);
    stop();
    await registry.apply(put('c'));
    expect(seen).toHaveLength(4);
  });

  it('changes nothing when the change could not be kept, and goes on', async () => {
    let full = true;
    const registry = createRegistry(base('a'), {
      load: () => [],
      forget: async () => {},
      append: async () => {
        if (full) throw new Error('disk full');
      },
    });
    await expect(registry.apply(put('b'))).rejects.toThrow('disk full');
    expect(registry.current.number).toBe(1);
    full = false;
    await registry.apply(put('c'));
    expect(names(registry.current.definition)).toEqual(['a', 'c']);
  });
});
