// Cuts an expression's text into tokens for parser.ts, and words its syntax errors.
import { requestFault } from '../faults.js';

export type TokenKind = 'name' | 'placeholder' | 'value' | 'number' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Which parameter of the request the text came from; it stands in front of every error. */
export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

/** ServiceQuotas: an expression is at most 4 KB. */
const MAX_BYTES = 4096;
const TOKEN = /[A-Za-z_][A-Za-z0-9_]*|#[A-Za-z0-9_-]+|:[A-Za-z0-9_]+|[0-9]+|<>|<=|>=|[-=<>()[\].,+]|[\s\S]/y;
const SPACE = /\s*/y;

function kindOf(text: string): TokenKind {
  const first = text.charCodeAt(0);
  if (first === 35 && text.length > 1) return 'placeholder';
  if (first === 58 && text.length > 1) return 'value';
  if (first >= 48 && first <= 57) return 'number';
  return /[A-Za-z_]/.test(text[0]!) ? 'name' : 'symbol';
}

export function tokenize(kind: ExpressionKind, text: string): Token[] {
  if (text.trim() === '') throw requestFault(`Invalid ${kind}: The expression can not be empty;`);
  if (text.length > MAX_BYTES || Buffer.byteLength(text) > MAX_BYTES) {
    // Only an update leaves the size out (recorded).
    const size = kind === 'UpdateExpression' ? '' : ` expression size: ${Buffer.byteLength(text)}`;
    throw requestFault(`Invalid ${kind}: Expression size has exceeded the maximum allowed size;${size}`);
  }
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    SPACE.exec(text);
    at = SPACE.lastIndex;
    if (at >= text.length) break;
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text)![0];
    tokens.push({ kind: kindOf(found), text: found, start: at, end: at + found.length });
    at += found.length;
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length });
  return tokens;
}

/** `near` shows the text from the token before to the token behind (recorded). */
export function syntaxFault(kind: ExpressionKind, text: string, tokens: readonly Token[], index: number): Error {
  const token = tokens[index]!;
  const from = (tokens[index - 1] ?? token).start;
  const next = tokens[index + 1];
  const to = next === undefined || next.kind === 'end' ? token.end : next.end;
  const near = token.kind === 'end' ? text.slice(from).trimEnd() : text.slice(from, to);
  return requestFault(`Invalid ${kind}: Syntax error; token: "${token.text}", near: "${near}"`);
}
