// Secrets of a data file: made once, so that what they seal outlives a restart. The emulator asks for the key of pagination
// tokens; nothing here leaves the machine.
import type { Random } from './random.js';
import { type Database, migrate } from './sqlite.js';

const BYTES = 32;

/** The secret of a name, made at the first asking. */
export function storedSecret(database: Database, name: string, random: Random): Uint8Array {
  migrate(database, 'secrets', ['CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL)']);
  const known = database.prepare('SELECT value FROM secrets WHERE name = ?').get(name)?.[0];
  if (known instanceof Uint8Array) return known;
  const made = random.bytes(BYTES);
  database.prepare('INSERT INTO secrets VALUES (?, ?)').run(name, made);
  return made;
}
