// Tokens of a PartiQL statement (ql-reference.md). Strings stand in single quotes, names may stand in double ones; a quote
// inside is doubled. Comments count as space: `-- ...` and `/* ... */`.
import { validationFault } from '../faults.js';

export interface Token {
  readonly kind: 'string' | 'name' | 'quoted' | 'number' | 'symbol' | 'end';
  /** Without its quotes. */
  readonly text: string;
  readonly at: number;
}

/** As the service begins every message about a statement's text; it has nothing to say about what is no token at all. */
export function malformed(what = ''): Error {
  return validationFault(`Statement wasn't well formed, can't be processed: ${what}`);
}

/** `1:42:8`: line, column and length, as the service points at a part of a statement (recorded). */
export function placeOf(text: string, at: number, length: number): string {
  const before = text.slice(0, at).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}:${length}`;
}

const PATTERN =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|'((?:[^']|'')*)'|"((?:[^"]|"")*)"|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_$][A-Za-z0-9_$]*)|(<<|>>|<>|!=|<=|>=|[()[\]{},.:?=<>+*-])/y;

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < text.length) {
    const at = PATTERN.lastIndex;
    const match = PATTERN.exec(text);
    if (match === null) throw malformed();
    const [, string, quoted, number, name, symbol] = match;
    if (string !== undefined) tokens.push({ kind: 'string', text: string.replaceAll("''", "'"), at });
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replaceAll('""', '"'), at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, at });
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
}
