// The only way loaders read the user's files: as text, with a diagnostic when that fails, and noted for watching.
// Paths in places are relative to the working directory when they are below it, so that a terminal can open them.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import type { Place } from '../lib/diagnostics.js';
import { messageOf } from '../lib/errors.js';
import { found } from './diagnostics.js';
import type { Findings } from './findings.js';

/** No template, schema or resolver comes near this; a path to a database dump does. */
const LARGEST_TEXT = 16 * 1024 * 1024;

/** `path` as it is shown: with forward slashes, relative to the working directory when it is below that. */
export function shownPath(path: string): string {
  const below = relative('', path);
  const shown = below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
  return shown.split(sep).join('/');
}

export type PathKind = 'file' | 'folder' | 'other' | 'absent';

export function kindOf(path: string): PathKind {
  try {
    const stat = statSync(path);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'absent';
  }
}

export interface Entry {
  readonly name: string;
  readonly kind: PathKind;
}

/** What a folder holds, sorted by name, without hidden entries; nothing when it cannot be listed. */
export function listFolder(path: string): readonly Entry[] {
  try {
    return readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .sort()
      .map((name) => ({ name, kind: kindOf(`${path}${sep}${name}`) }));
  } catch {
    return [];
  }
}

/**
 * The text of a file, without a byte order mark. `named` is where the user named the file; a missing file is reported
 * there, anything else at the file itself.
 */
export function readText(path: string, findings: Findings, named: Place = {}): string | undefined {
  findings.watch(path);
  const shown = shownPath(path);
  const kind = kindOf(path);
  if (kind === 'absent') {
    findings.report(found.FILE_NOT_FOUND(`${shown} does not exist.`, named));
    return undefined;
  }
  const unreadable = (why: string): undefined => {
    findings.report(found.FILE_UNREADABLE(`${shown} ${why}`, named.file === undefined ? { file: shown } : named));
  };
  if (kind !== 'file') return unreadable(`is ${kind === 'folder' ? 'a folder' : 'not a regular file'}.`);
  try {
    const { size } = statSync(path);
    if (size > LARGEST_TEXT) return unreadable(`has ${size} bytes; at most ${LARGEST_TEXT} are read.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    return unreadable(error instanceof TypeError ? 'is not UTF-8 text.' : `could not be read: ${messageOf(error)}`);
  }
}
