// What control-plane calls changed, kept in the data file. The registry lays it over the app's files at the next start; one
// row for each thing that was made or removed, however often it changed. It never decides what a change means.
import { type Database, migrate } from '../lib/sqlite.js';
import { type Change, type ChangeStore, changeKey } from './registry.js';

const LAYOUT = [
  'CREATE TABLE registry_changes (seq INTEGER PRIMARY KEY, change TEXT NOT NULL)',
  `CREATE TABLE registry_overlay (name TEXT PRIMARY KEY, change TEXT NOT NULL);
   INSERT OR REPLACE INTO registry_overlay
     SELECT json_extract(change, '$.kind') || ':' ||
       coalesce(json_extract(change, '$.put.name'), json_extract(change, '$.remove')), change
     FROM registry_changes ORDER BY seq;
   DROP TABLE registry_changes`,
];

export function createChangeStore(database: Database): ChangeStore {
  migrate(database, 'registry', LAYOUT);
  // A row keeps its place when its thing changes again, as it does in the registry.
  const write = database.prepare(
    'INSERT INTO registry_overlay VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET change = excluded.change',
  );
  const remove = database.prepare('DELETE FROM registry_overlay WHERE name = ?');
  return {
    load: () =>
      database
        .prepare('SELECT change FROM registry_overlay ORDER BY rowid')
        .all()
        .map(([text]) => JSON.parse(String(text)) as Change),
    append: (change) => database.commit(() => void write.run(changeKey(change), JSON.stringify(change))),
    forget: (change) => database.commit(() => void remove.run(changeKey(change))),
  };
}
