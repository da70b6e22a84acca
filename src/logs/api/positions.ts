// Tokens that name a place between lines: `f/` and `b/` with digits, as AWS's. Used by the operations that read lines.

import type { Position, StoredLine } from '../store/events.js';
import { invalid } from './input.js';

const DIGITS = 16;

export function writePosition(way: 'f' | 'b', [at, id]: Position): string {
  return `${way}/${String(at).padStart(DIGITS, '0')}${String(id).padStart(DIGITS, '0')}`;
}

export function readPosition(token: string): { readonly way: 'f' | 'b'; readonly at: Position } {
  const match = /^([fb])\/(\d{16})(\d{16})$/.exec(token);
  if (!match) throw invalid('The specified nextToken is invalid.');
  return { way: match[1] as 'f' | 'b', at: [Number(match[2]), Number(match[3])] };
}

export const positionOf = ({ at, id }: StoredLine): Position => [at, id];
