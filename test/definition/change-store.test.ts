// What calls made is kept, each thing once, over files of the older layout too.
import { expect, it } from 'vitest';
import { createChangeStore } from '../../src/definition/change-store.js';
import { EMPTY_DEFINITION, type TableDefinition } from '../../src/definition/model.js';
import { type Change, createRegistry } from '../../src/definition/registry.js';
import { migrate, openDatabase } from '../../src/lib/sqlite.js';

const memory = () => openDatabase({ file: undefined, durability: 'process', defer: queueMicrotask });
const put = (name: string, key = 'id'): Change => {
  const table: TableDefinition = {
    name,
    hash: { name: key, type: 'S' },
    indexes: [],
    billingMode: 'PAY_PER_REQUEST',
    tags: {},
    place: {},
  };
  return { kind: 'tables', put: table };
};

it('keeps one row for a thing; what was made and removed again leaves none', async () => {
  const store = createChangeStore(memory());
  const registry = createRegistry(EMPTY_DEFINITION, store);
  await registry.apply(put('a'));
  await registry.apply(put('b'));
  await registry.apply(put('a', 'other'));
  await registry.apply(put('c'));
  await registry.apply({ kind: 'tables', remove: 'c' });
  expect(store.load()).toEqual([put('a', 'other'), put('b')]);
});

it('takes over what an earlier layout kept', () => {
  const database = memory();
  migrate(database, 'registry', ['CREATE TABLE registry_changes (seq INTEGER PRIMARY KEY, change TEXT NOT NULL)']);
  const insert = database.prepare('INSERT INTO registry_changes (change) VALUES (?)');
  const remove: Change = { kind: 'tables', remove: 'b' };
  for (const change of [put('a'), put('b'), put('a', 'other'), remove]) insert.run(JSON.stringify(change));
  expect([...createChangeStore(database).load()].sort()).toHaveLength(2);
  expect(createChangeStore(database).load()).toEqual(expect.arrayContaining([put('a', 'other'), remove]));
});
