// The folder of objects' bytes: one file for each piece, which never changes once it has its name. Also what snapshots keep of
// it: links to the same files. Used by blobs.ts, and by the emulator around a snapshot. docs/decisions/0015-s3.md
import { existsSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

export interface ObjectFiles {
  readonly folder: string;
  /** Before a snapshot is taken: keeps what is there now beside what an earlier one of the name kept. */
  keep(name: string): void;
  /** When it is taken: drops what only the earlier one had. */
  settle(name: string): void;
  /** Before it is restored: brings its files back. Those that no row names are swept at the next start. */
  bring(name: string): void;
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

function linkAll(from: string, to: string): void {
  if (namesIn(from).length === 0) return;
  mkdirSync(to, { recursive: true });
  const there = new Set(namesIn(to));
  for (const name of namesIn(from)) if (!there.has(name)) linkSync(join(from, name), join(to, name));
}

/** `<dataDir>/objects`, and `<dataDir>/snapshots/<name>.objects`. */
export function createObjectFiles(dataDir: string): ObjectFiles {
  const folder = join(dataDir, 'objects');
  const kept = (name: string): string => join(dataDir, 'snapshots', `${name}.objects`);
  return {
    folder,
    keep: (name) => linkAll(folder, kept(name)),
    settle(name) {
      const now = new Set(namesIn(folder));
      for (const one of namesIn(kept(name))) if (!now.has(one)) rmSync(join(kept(name), one), { force: true });
    },
    bring: (name) => linkAll(kept(name), folder),
  };
}

/** Writes a file that is there whole or not at all; with `sync` it survives losing power. */
export async function writeWhole(folder: string, name: string, bytes: Uint8Array, sync: boolean): Promise<void> {
  const draft = join(folder, `${name}.draft`);
  try {
    const handle = await open(draft, 'wx');
    try {
      await handle.writeFile(bytes);
      if (sync) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, join(folder, name));
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  if (!sync) return;
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
