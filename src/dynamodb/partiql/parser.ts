// The grammar of DynamoDB's PartiQL (ql-reference.md): a statement and its parameters become a tree of the same conditions
// and update actions that expressions are made of. Knows no tables.
import type { Comparator, Condition, Operand, PathNode, PathPart, UpdateAction } from '../expressions/tree.js';
import { samePath } from '../expressions/tree.js';
import { validationFault } from '../faults.js';
import { normaliseNumber } from '../values/number.js';
import { type AttributeValue, type Item, setAttribute } from '../values/value.js';
import { malformed, type Token, tokenize } from './lexer.js';

export type Returning = 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW';

export interface Select {
  readonly kind: 'select';
  readonly table: string;
  readonly index: string | undefined;
  /** Undefined: everything. */
  readonly paths: readonly PathNode[] | undefined;
  readonly where: Condition | undefined;
  readonly order: readonly { readonly name: string; readonly descending: boolean }[];
}

export interface Insert {
  readonly kind: 'insert';
  readonly table: string;
  readonly item: Item;
}

export interface Update {
  readonly kind: 'update';
  readonly table: string;
  readonly actions: readonly UpdateAction[];
  readonly where: Condition | undefined;
  readonly returning: Returning | undefined;
}

export interface Delete {
  readonly kind: 'delete';
  readonly table: string;
  readonly where: Condition | undefined;
  readonly returning: Returning | undefined;
}

/** EXISTS(SELECT ...): the condition check of a transaction. */
export interface Exists {
  readonly kind: 'exists';
  readonly table: string;
  readonly where: Condition | undefined;
}

export type Statement = Select | Insert | Update | Delete | Exists;

const COMPARATORS: ReadonlyMap<string, Comparator> = new Map([
  ['=', '='],
  ['<>', '<>'],
  ['!=', '<>'],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);
const TESTS: Readonly<Record<string, number>> = { begins_with: 2, contains: 2, attribute_type: 2 };
/** A statement has at most 8192 characters; nothing sensible nests deeper than this. */
const MAX_NESTING = 100;

export function parseStatement(text: string, parameters: readonly AttributeValue[]): Statement {
  const tokens = tokenize(text);
  let index = 0;
  let used = 0;
  let depth = 0;

  const peek = (ahead = 0): Token => tokens[Math.min(index + ahead, tokens.length - 1)]!;
  const unexpected = (): Error => {
    const { kind, text: found, at } = peek();
    return malformed(kind === 'end' ? 'Unexpected end of statement' : `Unexpected '${found}' at position ${at}`);
  };
  const isWord = (word: string, ahead = 0): boolean =>
    peek(ahead).kind === 'name' && peek(ahead).text.toUpperCase() === word;
  const takeWord = (...words: string[]): boolean => {
    if (!words.every((word, ahead) => isWord(word, ahead))) return false;
    index += words.length;
    return true;
  };
  const expectWord = (word: string): void => {
    if (!takeWord(word)) throw unexpected();
  };
  const take = (symbol: string): boolean => {
    if (peek().kind !== 'symbol' || peek().text !== symbol) return false;
    index += 1;
    return true;
  };
  const expect = (symbol: string): void => {
    if (!take(symbol)) throw unexpected();
  };
  const name = (): string => {
    const token = peek();
    if (token.kind !== 'name' && token.kind !== 'quoted') throw unexpected();
    index += 1;
    return token.text;
  };
  const deeper = <T>(read: () => T): T => {
    depth += 1;
    if (depth > MAX_NESTING) throw malformed('it nests too deeply');
    const result = read();
    depth -= 1;
    return result;
  };

  const several = <T>(read: () => T, close: string): T[] => {
    const members: T[] = [];
    if (take(close)) return members;
    do members.push(read());
    while (take(','));
    expect(close);
    return members;
  };

  const setOf = (members: readonly AttributeValue[]): AttributeValue => {
    for (const [member, set] of [
      ['S', 'SS'],
      ['N', 'NS'],
      ['B', 'BS'],
    ] as const) {
      if (members.length === 0 || !members.every((value) => value[member] !== undefined)) continue;
      return { [set]: [...new Set(members.map((value) => value[member]!))] };
    }
    throw malformed('a set has members of one type: strings, numbers or binaries');
  };

  /** A value that stands in the statement or comes from a parameter; undefined when something else stands there. */
  const literal = (): AttributeValue | undefined => {
    const token = peek();
    if (token.kind === 'string') {
      index += 1;
      return { S: token.text };
    }
    const negative = token.kind === 'symbol' && token.text === '-' && peek(1).kind === 'number';
    if (token.kind === 'number' || negative) {
      const digits = negative ? peek(1).text : token.text;
      index += negative ? 2 : 1;
      return { N: normaliseNumber(`${negative ? '-' : ''}${digits}`) };
    }
    if (takeWord('TRUE')) return { BOOL: true };
    if (takeWord('FALSE')) return { BOOL: false };
    if (takeWord('NULL')) return { NULL: true };
    if (take('?')) {
      const value = parameters[used];
      used += 1;
      if (value === undefined) throw validationFault("Number of parameters in request and statement don't match.");
      return value;
    }
    if (take('<<')) return setOf(deeper(() => several(value, '>>')));
    if (take('[')) return { L: deeper(() => several(value, ']')) };
    if (take('{')) return { M: deeper(tuple) };
    return undefined;
  };
  const value = (): AttributeValue => {
    const found = literal();
    if (found === undefined) throw unexpected();
    return found;
  };
  /** The members of `{'a': 1, 'b': ?}`, whose brace is taken. */
  const tuple = (): Item => {
    const item: Item = {};
    const entries = several((): [string, AttributeValue] => {
      const token = peek();
      if (token.kind !== 'string' && token.kind !== 'quoted') throw unexpected();
      index += 1;
      expect(':');
      return [token.text, value()];
    }, '}');
    for (const [member, found] of entries) setAttribute(item, member, found);
    return item;
  };

  const path = (): PathNode => {
    const parts: PathPart[] = [name()];
    for (;;) {
      if (take('.')) parts.push(name());
      else if (take('[')) {
        const token = peek();
        if (token.kind !== 'number' && token.kind !== 'string') throw unexpected();
        index += 1;
        parts.push(token.kind === 'number' ? Number(token.text) : token.text);
        expect(']');
      } else return { kind: 'path', parts };
    }
  };

  const operand = (): Operand => {
    const found = literal();
    if (found !== undefined) return { kind: 'literal', value: found };
    if (isWord('SIZE') && peek(1).text === '(') {
      index += 2;
      const inner = path();
      expect(')');
      return { kind: 'call', name: 'size', operands: [inner] };
    }
    return path();
  };

  const test = (): Condition | undefined => {
    const called = peek().kind === 'name' && peek(1).text === '(' ? peek().text.toLowerCase() : '';
    if (!Object.hasOwn(TESTS, called)) return undefined;
    index += 2;
    const operands = several(operand, ')');
    if (operands.length !== TESTS[called]) throw malformed(`${called} takes ${TESTS[called]} operands`);
    return { kind: 'test', name: called, operands };
  };

  const is = (left: Operand): Condition => {
    const negated = takeWord('NOT');
    const found: Condition = takeWord('MISSING')
      ? { kind: 'test', name: 'attribute_not_exists', operands: [left] }
      : takeWord('NULL')
        ? { kind: 'test', name: 'attribute_type', operands: [left, { kind: 'literal', value: { S: 'NULL' } }] }
        : (() => {
            throw unexpected();
          })();
    return negated ? { kind: 'not', condition: found } : found;
  };

  const comparison = (): Condition => {
    if (take('(')) {
      const inner = deeper(condition);
      expect(')');
      return inner;
    }
    if (takeWord('NOT')) return { kind: 'not', condition: deeper(comparison) };
    const tested = test();
    if (tested) return tested;
    const left = operand();
    const operator = peek().kind === 'symbol' ? COMPARATORS.get(peek().text) : undefined;
    if (operator) {
      index += 1;
      return { kind: 'compare', operator, left, right: operand() };
    }
    if (takeWord('IS')) return is(left);
    const negated = takeWord('NOT');
    const found = ((): Condition => {
      if (takeWord('BETWEEN')) {
        const lower = operand();
        expectWord('AND');
        return { kind: 'between', operand: left, lower, upper: operand() };
      }
      expectWord('IN');
      const close = take('[') ? ']' : ')';
      if (close === ')') expect('(');
      return { kind: 'in', operand: left, options: several(operand, close) };
    })();
    return negated ? { kind: 'not', condition: found } : found;
  };
  const conjunction = (): Condition => {
    let left = comparison();
    while (takeWord('AND')) left = { kind: 'and', left, right: comparison() };
    return left;
  };
  const condition = (): Condition => {
    let left = conjunction();
    while (takeWord('OR')) left = { kind: 'or', left, right: conjunction() };
    return left;
  };
  const where = (): Condition | undefined => (takeWord('WHERE') ? condition() : undefined);

  const select = (): Select => {
    const paths = take('*') ? undefined : [path()];
    while (paths && take(',')) paths.push(path());
    expectWord('FROM');
    const table = name();
    const indexName = take('.') ? name() : undefined;
    const filter = where();
    const order: { name: string; descending: boolean }[] = [];
    if (takeWord('ORDER')) {
      expectWord('BY');
      do {
        const by = name();
        const descending = takeWord('DESC');
        if (!descending) takeWord('ASC');
        order.push({ name: by, descending });
      } while (take(','));
    }
    return { kind: 'select', table, index: indexName, paths, where: filter, order };
  };

  const assigned = (target: PathNode): UpdateAction => {
    const called = peek().kind === 'name' && peek(1).text === '(' ? peek().text.toLowerCase() : '';
    if (called === 'set_add' || called === 'set_delete') {
      index += 2;
      const source = path();
      expect(',');
      const members = value();
      expect(')');
      if (!samePath(source, target)) throw malformed(`${called} changes the attribute it is assigned to`);
      return {
        kind: called === 'set_add' ? 'add' : 'delete',
        path: target,
        value: { kind: 'literal', value: members },
      };
    }
    const term = (): Operand => {
      const inner = peek().kind === 'name' && peek(1).text === '(' ? peek().text.toLowerCase() : '';
      if (inner !== 'list_append' && inner !== 'if_not_exists') return operand();
      index += 2;
      const operands = several(term, ')');
      if (operands.length !== 2) throw malformed(`${inner} takes 2 operands`);
      return { kind: 'call', name: inner, operands };
    };
    const left = term();
    const sum = take('+') ? '+' : take('-') ? '-' : undefined;
    return {
      kind: 'set',
      path: target,
      value: sum === undefined ? left : { kind: 'sum', operator: sum, left, right: term() },
    };
  };

  const actions = (): UpdateAction[] => {
    const found: UpdateAction[] = [];
    for (;;) {
      if (takeWord('SET')) {
        do {
          const target = path();
          expect('=');
          found.push(assigned(target));
        } while (take(','));
      } else if (takeWord('REMOVE')) {
        do found.push({ kind: 'remove', path: path() });
        while (take(','));
      } else if (found.length === 0) throw unexpected();
      else return found;
    }
  };

  const returning = (allowed: readonly Returning[]): Returning | undefined => {
    if (!takeWord('RETURNING')) return undefined;
    const which = takeWord('ALL') ? 'ALL' : takeWord('MODIFIED') ? 'UPDATED' : undefined;
    const side = takeWord('OLD') ? 'OLD' : takeWord('NEW') ? 'NEW' : undefined;
    if (which === undefined || side === undefined) throw unexpected();
    expect('*');
    const found: Returning = `${which}_${side}`;
    if (!allowed.includes(found)) throw malformed('RETURNING can not be used so in this statement');
    return found;
  };

  const statement = (): Statement => {
    if (takeWord('SELECT')) return select();
    if (takeWord('EXISTS')) {
      expect('(');
      expectWord('SELECT');
      const { table, where: filter } = select();
      expect(')');
      return { kind: 'exists', table, where: filter };
    }
    if (takeWord('INSERT')) {
      expectWord('INTO');
      const table = name();
      expectWord('VALUE');
      const found = value();
      if (found.M === undefined) throw malformed('INSERT takes a tuple: {...}');
      return { kind: 'insert', table, item: found.M };
    }
    if (takeWord('UPDATE')) {
      const table = name();
      const changes = actions();
      const filter = where();
      return {
        kind: 'update',
        table,
        actions: changes,
        where: filter,
        returning: returning(['ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']),
      };
    }
    if (takeWord('DELETE')) {
      expectWord('FROM');
      const table = name();
      const filter = where();
      return { kind: 'delete', table, where: filter, returning: returning(['ALL_OLD']) };
    }
    throw unexpected();
  };

  const parsed = statement();
  if (peek().kind !== 'end') throw unexpected();
  if (used !== parameters.length) {
    throw validationFault("Number of parameters in request and statement don't match.");
  }
  return parsed;
}
