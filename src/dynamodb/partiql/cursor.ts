// Reads the tokens of a PartiQL statement one after the other. Shared by literals.ts and parser.ts, which know what may
// stand where; this knows nothing of the grammar.
import { malformed, placeOf, type Token, tokenize } from './lexer.js';

export interface Cursor {
  peek(ahead?: number): Token;
  /** Takes the next token, whatever it is. */
  next(): Token;
  isWord(word: string, ahead?: number): boolean;
  /** The words one after the other, or nothing is taken. */
  takeWord(...words: string[]): boolean;
  expectWord(word: string): void;
  take(symbol: string): boolean;
  expect(symbol: string): void;
  /** A name, in double quotes or not. */
  name(): string;
  /** The lower-case name of the function that is called here; '' when none is. */
  called(): string;
  /** Members up to `close`, with commas between them. */
  several<T>(read: () => T, close: string): T[];
  /** Reads something that stands in itself, and stops before the stack ends. */
  deeper<T>(read: () => T): T;
  unexpected(): Error;
  /** Where a token stands, as messages say it. */
  place(token: Token): string;
}

/** A statement has at most 8192 characters; nothing sensible nests deeper than this. */
const MAX_NESTING = 100;

export function createCursor(text: string): Cursor {
  const tokens = tokenize(text);
  let index = 0;
  let depth = 0;
  const cursor: Cursor = {
    peek: (ahead = 0) => tokens[Math.min(index + ahead, tokens.length - 1)]!,
    next() {
      const token = cursor.peek();
      index += 1;
      return token;
    },
    isWord: (word, ahead = 0) => cursor.peek(ahead).kind === 'name' && cursor.peek(ahead).text.toUpperCase() === word,
    takeWord(...words) {
      if (!words.every((word, ahead) => cursor.isWord(word, ahead))) return false;
      index += words.length;
      return true;
    },
    expectWord(word) {
      if (!cursor.takeWord(word)) throw cursor.unexpected();
    },
    take(symbol) {
      if (cursor.peek().kind !== 'symbol' || cursor.peek().text !== symbol) return false;
      index += 1;
      return true;
    },
    expect(symbol) {
      if (!cursor.take(symbol)) throw cursor.unexpected();
    },
    name() {
      const token = cursor.peek();
      if (token.kind !== 'name' && token.kind !== 'quoted') throw cursor.unexpected();
      index += 1;
      return token.text;
    },
    called: () =>
      cursor.peek().kind === 'name' && cursor.peek(1).text === '(' && cursor.peek(1).kind === 'symbol'
        ? cursor.peek().text.toLowerCase()
        : '',
    several(read, close) {
      const members: ReturnType<typeof read>[] = [];
      if (cursor.take(close)) return members;
      do members.push(read());
      while (cursor.take(','));
      cursor.expect(close);
      return members;
    },
    deeper(read) {
      depth += 1;
      if (depth > MAX_NESTING) throw malformed('it nests too deeply');
      const result = read();
      depth -= 1;
      return result;
    },
    unexpected() {
      const { kind, text: found, at } = cursor.peek();
      return malformed(kind === 'end' ? 'Unexpected end of statement' : `Unexpected '${found}' at position ${at}`);
    },
    place: (token) => placeOf(text, token.at, token.text.length),
  };
  return cursor;
}
