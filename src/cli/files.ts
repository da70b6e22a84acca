// Files that a command is given: read whole, and in plain words when that can't be done.
import { readFileSync } from 'node:fs';
import { messageOf } from '../lib/errors.js';
import { UsageError } from './usage-error.js';

const READING: Readonly<Record<string, (file: string) => string>> = {
  ENOENT: (file) => `There is no file ${file}.`,
  EISDIR: (file) => `${file} is a folder, not a file.`,
  EACCES: (file) => `${file} may not be read: its permissions do not let you.`,
};

const WRITING: Readonly<Record<string, (file: string) => string>> = {
  ENOENT: (file) => `${file} can't be written: its folder does not exist.`,
  EISDIR: (file) => `${file} is a folder, not a file.`,
  EACCES: (file) => `${file} may not be written: its permissions do not let you.`,
  ENOSPC: (file) => `${file} can't be written: the disk is full.`,
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

export function unreadable(file: string, error: unknown, flag?: string): UsageError {
  const fault = READING[codeOf(error)]?.(file) ?? `${file} can't be read: ${messageOf(error)}.`;
  return new UsageError(flag === undefined ? fault : `${flag}: ${fault}`);
}

/** Undefined when it is not about the file at all. */
export function unwritable(file: string, error: unknown): UsageError | undefined {
  const code = codeOf(error);
  if (!/^E[A-Z]+$/.test(code)) return undefined;
  return new UsageError(WRITING[code]?.(file) ?? `${file} can't be written: ${messageOf(error)}.`);
}

/** A file's text; `-` is standard input. `flag` is what named it, if one did. */
export function readText(file: string, flag?: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw unreadable(file, error, flag);
  }
}
