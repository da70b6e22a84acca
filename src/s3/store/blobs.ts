// Pieces of bytes by id: files in a folder, or rows where all is in memory. Written before the row that names them, removed
// after it; what nobody names is swept at the start. Used by the objects' and the parts' stores; knows neither.
import { linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, OffsyncError } from '../../lib/errors.js';
import type { Random } from '../../lib/random.js';
import type { Database } from '../../lib/sqlite.js';
import { writeWhole } from './files.js';

export interface Blobs {
  /** Resolves with its id once it is on disk. */
  write(bytes: Uint8Array): Promise<string>;
  /** The same bytes under another id. */
  copy(id: string): Promise<string>;
  /** A file that is being read is removed when nobody reads it any more. */
  hold(id: string): void;
  release(id: string): void;
  read(id: string, from: number, to: number): Promise<Uint8Array>;
  remove(ids: readonly string[]): void;
  sweep(named: ReadonlySet<string>): void;
}

export function createMemoryBlobs(database: Database, random: Random): Blobs {
  const put = database.prepare('INSERT INTO s3_blobs VALUES (?, ?)');
  const copy = database.prepare('INSERT INTO s3_blobs SELECT ?, bytes FROM s3_blobs WHERE id = ?');
  const get = database.prepare('SELECT substr(bytes, ?, ?) FROM s3_blobs WHERE id = ?');
  const drop = database.prepare('DELETE FROM s3_blobs WHERE id = ?');
  const holds = createHolds((id) => void drop.run(id));
  const make = async (write: (id: string) => void): Promise<string> => {
    const id = random.uuid();
    await database.commit(() => write(id));
    return id;
  };
  return {
    ...holds,
    write: (bytes) => make((id) => void put.run(id, bytes)),
    copy: (from) => make((id) => void copy.run(id, from)),
    async read(id, from, to) {
      return get.get(from + 1, to - from, id)![0] as Uint8Array;
    },
    sweep() {},
  };
}

export function createFileBlobs(folder: string, random: Random, sync: boolean): Blobs {
  mkdirSync(folder, { recursive: true });
  const fileOf = (id: string): string => join(folder, id);
  const failed = (error: unknown): OffsyncError =>
    new OffsyncError('DATABASE_FAILED', `The data could not be written: ${messageOf(error)}`, { cause: error });
  return {
    ...createHolds((id) => rmSync(fileOf(id), { force: true })),
    async write(bytes) {
      const id = random.uuid();
      await writeWhole(folder, id, bytes, sync).catch((error: unknown) => {
        throw failed(error);
      });
      return id;
    },
    async copy(from) {
      const id = random.uuid();
      linkSync(fileOf(from), fileOf(id));
      return id;
    },
    async read(id, from, to) {
      const handle = await open(fileOf(id), 'r');
      try {
        const bytes = Buffer.allocUnsafe(to - from);
        let done = 0;
        while (done < bytes.length) {
          const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done);
          if (bytesRead === 0) throw new Error(`The file of an object ends too early: ${fileOf(id)}`);
          done += bytesRead;
        }
        return bytes;
      } finally {
        await handle.close();
      }
    },
    sweep(named) {
      for (const name of readdirSync(folder)) if (!named.has(name)) rmSync(fileOf(name), { force: true });
    },
  };
}

/** Counts readers, so that what they read stays until they are done. */
function createHolds(drop: (id: string) => void): Pick<Blobs, 'hold' | 'release' | 'remove'> {
  const readers = new Map<string, number>();
  const doomed = new Set<string>();
  return {
    hold: (id) => void readers.set(id, (readers.get(id) ?? 0) + 1),
    release(id) {
      const left = (readers.get(id) ?? 1) - 1;
      if (left > 0) {
        readers.set(id, left);
        return;
      }
      readers.delete(id);
      if (doomed.delete(id)) drop(id);
    },
    remove(ids) {
      for (const id of ids) {
        if (readers.has(id)) doomed.add(id);
        else drop(id);
      }
    },
  };
}
