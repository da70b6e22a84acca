// Values in a PartiQL statement (ql-reference.data-types.md): what stands there itself, and the parameters that `?` stands
// for. Used by parser.ts.
import { RequestFault, requestFault, TEXT, validationFault } from '../faults.js';
import { normaliseNumber } from '../values/number.js';
import { type AttributeValue, type Item, setAttribute } from '../values/value.js';
import type { Cursor } from './cursor.js';
import { malformed } from './lexer.js';

export interface Literals {
  /** The value at the cursor; undefined when something else stands there. `path` is its place in the whole value. */
  literal(path?: string): AttributeValue | undefined;
  /** The item of an INSERT; its attributes are roots of their own. */
  item(): Item;
  /** Refuses parameters that no `?` stands for. */
  finish(): void;
}

const MAX_INT = 2 ** 31 - 1;

/** An exponent, and the digits behind the point less it, have 32 bits (recorded). */
function isReadable(text: string): boolean {
  const [mantissa, exponent = '0'] = text.toLowerCase().split('e');
  const scale = (mantissa!.split('.')[1]?.length ?? 0) - Number(exponent);
  return Math.abs(Number(exponent)) <= MAX_INT && Math.abs(scale) <= MAX_INT;
}

export function createLiterals(cursor: Cursor, parameters: readonly AttributeValue[]): Literals {
  let used = 0;

  const number = (text: string, path: string): AttributeValue => {
    if (!isReadable(text)) throw malformed();
    try {
      return { N: normaliseNumber(text) };
    } catch (error) {
      if (!(error instanceof RequestFault)) throw error;
      throw validationFault(`${error.message} under root${path}`);
    }
  };

  const setOf = (members: readonly AttributeValue[]): AttributeValue => {
    if (members.length === 0) throw validationFault('Empty bags are not supported');
    for (const [member, set] of [
      ['S', 'SS'],
      ['N', 'NS'],
      ['B', 'BS'],
    ] as const) {
      if (!members.every((value) => value[member] !== undefined)) continue;
      const texts = members.map((value) => value[member]!);
      if (new Set(texts).size === texts.length) return { [set]: texts };
      if (set === 'NS') throw requestFault(TEXT.duplicateNumbersOlder);
      const text = set === 'SS' ? TEXT.duplicateStrings : TEXT.duplicateBinaries;
      throw requestFault(text(texts.join(', ')));
    }
    throw malformed('a set has members of one type: strings, numbers or binaries');
  };

  /** The members of `{'a': 1, 'b': ?}`, whose brace is taken. */
  const tuple = (path: string | undefined): Item => {
    const item: Item = {};
    const entries = cursor.several((): [string, AttributeValue] => {
      const token = cursor.peek();
      if (token.kind !== 'string' && token.kind !== 'quoted') throw cursor.unexpected();
      cursor.next();
      cursor.expect(':');
      return [token.text, value(path === undefined ? '' : `${path}.${token.text}`)];
    }, '}');
    for (const [member, found] of entries) setAttribute(item, member, found);
    return item;
  };

  const list = (path: string, close: string): AttributeValue[] => {
    let index = 0;
    return cursor.deeper(() => cursor.several(() => value(`${path}[${index++}]`), close));
  };

  const literal = (path = ''): AttributeValue | undefined => {
    const token = cursor.peek();
    if (token.kind === 'string') return { S: cursor.next().text };
    const negative = token.kind === 'symbol' && token.text === '-' && cursor.peek(1).kind === 'number';
    if (token.kind === 'number' || negative) {
      if (negative) cursor.next();
      return number(`${negative ? '-' : ''}${cursor.next().text}`, path);
    }
    if (cursor.takeWord('TRUE')) return { BOOL: true };
    if (cursor.takeWord('FALSE')) return { BOOL: false };
    if (cursor.takeWord('NULL')) return { NULL: true };
    if (cursor.take('?')) {
      const found = parameters[used];
      used += 1;
      if (found === undefined) throw validationFault("Number of parameters in request and statement don't match.");
      return found;
    }
    if (cursor.take('<<')) return setOf(list(path, '>>'));
    if (cursor.take('[')) return { L: list(path, ']') };
    if (cursor.take('{')) return { M: cursor.deeper(() => tuple(path)) };
    return undefined;
  };

  const value = (path = ''): AttributeValue => {
    const found = literal(path);
    if (found !== undefined) return found;
    if (cursor.called() === '') throw cursor.unexpected();
    const token = cursor.peek();
    throw validationFault(`Unsupported data type: ${cursor.called()} under key root${path} at ${cursor.place(token)}`);
  };

  return {
    literal,
    item() {
      cursor.expect('{');
      return cursor.deeper(() => tuple(undefined));
    },
    finish() {
      if (used !== parameters.length) {
        throw validationFault("Number of parameters in request and statement don't match.");
      }
    },
  };
}
