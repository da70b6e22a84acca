// The grammar of DynamoDB's PartiQL (ql-reference.md): a statement and its parameters become a tree of the same conditions
// and update actions that expressions are made of. Knows no tables. Names in a statement are told from keywords by their
// place, as the service does.
import type { Comparator, Condition, Operand, PathNode, PathPart, UpdateAction } from '../expressions/tree.js';
import { samePath } from '../expressions/tree.js';
import { validationFault } from '../faults.js';
import type { AttributeValue, Item } from '../values/value.js';
import { createCursor } from './cursor.js';
import { malformed } from './lexer.js';
import { createLiterals } from './literals.js';

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
/** How many operands a function of a condition takes. */
const TESTS: Readonly<Record<string, number>> = {
  begins_with: 2,
  contains: 2,
  attribute_type: 2,
  attribute_exists: 1,
  attribute_not_exists: 1,
};
/** `x IS STRING`: the type a name stands for. */
const TYPES: Readonly<Record<string, string>> = {
  NULL: 'NULL',
  BOOL: 'BOOL',
  BOOLEAN: 'BOOL',
  STRING: 'S',
  NUMBER: 'N',
  BINARY: 'B',
  LIST: 'L',
  MAP: 'M',
};
const CLAUSES: readonly string[] = ['WHERE', 'ORDER', 'SET', 'REMOVE', 'RETURNING'];
const ALL_RETURNING: readonly Returning[] = ['ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'];

export function parseStatement(text: string, parameters: readonly AttributeValue[]): Statement {
  const cursor = createCursor(text);
  const { literal, item, finish } = createLiterals(cursor, parameters);
  const { peek, isWord, takeWord, expectWord, take, expect, name, called, several, deeper, unexpected, place } = cursor;

  const path = (): PathNode => {
    const parts: PathPart[] = [name()];
    for (;;) {
      if (take('.')) parts.push(name());
      else if (take('[')) {
        const token = peek();
        if (token.kind !== 'number' && token.kind !== 'string') throw unexpected();
        cursor.next();
        parts.push(token.kind === 'number' ? Number(token.text) : token.text);
        expect(']');
      } else return { kind: 'path', parts };
    }
  };

  const operand = (): Operand => {
    const found = literal();
    if (found !== undefined) return { kind: 'literal', value: found };
    const token = peek();
    const inner = called();
    if (inner === 'size') {
      cursor.next();
      expect('(');
      const measured = path();
      expect(')');
      return { kind: 'call', name: 'size', operands: [measured] };
    }
    if (inner !== '') throw validationFault(`Unrecognized function: ${inner} at ${place(token)}`);
    return path();
  };

  const checkTest = (tested: string, operands: readonly Operand[]): void => {
    const attribute = TESTS[tested] === 1;
    if (operands.length !== TESTS[tested]) {
      throw attribute
        ? validationFault(
            `Incorrect number of operands for operator or function; operator or function: ${tested}, number of operands: ${operands.length}`,
          )
        : malformed(`${tested} takes ${TESTS[tested]} operands`);
    }
    if (attribute && operands[0]!.kind !== 'path') {
      throw validationFault(`Operator or function requires a document path; operator or function: ${tested}`);
    }
  };

  const test = (): Condition | undefined => {
    const tested = called();
    if (!Object.hasOwn(TESTS, tested)) return undefined;
    cursor.next();
    expect('(');
    const operands = several(operand, ')');
    checkTest(tested, operands);
    const found: Condition = { kind: 'test', name: tested, operands };
    // A test may be compared with what it gives: `attribute_exists(a) = true`.
    if (!take('=')) return found;
    const wanted = literal();
    if (wanted?.BOOL === undefined) throw unexpected();
    return wanted.BOOL ? found : { kind: 'not', condition: found };
  };

  const is = (left: Operand): Condition => {
    const negated = takeWord('NOT');
    const typed = (type: string): Condition => {
      const value: AttributeValue = { S: type };
      return { kind: 'test', name: 'attribute_type', operands: [left, { kind: 'literal', value }] };
    };
    let found: Condition;
    if (takeWord('MISSING')) found = { kind: 'test', name: 'attribute_not_exists', operands: [left] };
    else {
      const word = peek().kind === 'name' ? peek().text.toUpperCase() : '';
      if (!Object.hasOwn(TYPES, word)) throw unexpected();
      cursor.next();
      found = typed(TYPES[word]!);
    }
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
      cursor.next();
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

  /** The name of a table, which can not be given another one. */
  const table = (): string => {
    const named = name();
    const token = peek();
    const other = token.kind === 'quoted' || (token.kind === 'name' && !CLAUSES.includes(token.text.toUpperCase()));
    if (other) throw validationFault('Aliasing is not supported');
    return named;
  };

  const shown = (): PathNode => {
    const token = peek();
    if (called() !== '') throw validationFault(`Unexpected path component at ${place(token)}`);
    return path();
  };

  const select = (): Select => {
    const paths = take('*') ? undefined : [shown()];
    while (paths && take(',')) paths.push(shown());
    expectWord('FROM');
    const qualified = peek(1).kind === 'symbol' && peek(1).text === '.';
    const from = qualified ? name() : table();
    const index = take('.') ? table() : undefined;
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
    return { kind: 'select', table: from, index, paths, where: filter, order };
  };

  /** `a = set_add(a, <<...>>)`: adds to the set that is assigned. */
  const setFunction = (target: PathNode): UpdateAction => {
    const token = cursor.next();
    const lower = token.text.toLowerCase();
    const upper = token.text.toUpperCase();
    const first = peek(1);
    expect('(');
    const operands = several(operand, ')');
    if (operands.length !== 2) throw validationFault(`${upper} must have exactly two arguments at ${place(token)}`);
    const [source, members] = operands as [Operand, Operand];
    if (source.kind !== 'path' || !samePath(source, target)) {
      throw validationFault(`The first argument to ${upper} must equal the assignment value at ${place(token)}`);
    }
    const value = members.kind === 'literal' ? members.value : {};
    if (value.SS === undefined && value.NS === undefined && value.BS === undefined) {
      // The service points at the first argument when the second is wrong.
      throw validationFault(`The second argument to ${upper} must be a value with type SET at ${place(first)}`);
    }
    return { kind: lower === 'set_add' ? 'add' : 'delete', path: target, value: members };
  };

  const assigned = (target: PathNode): UpdateAction => {
    if (called() === 'set_add' || called() === 'set_delete') return setFunction(target);
    const term = (): Operand => {
      const inner = called();
      if (inner !== 'list_append' && inner !== 'if_not_exists') return operand();
      cursor.next();
      expect('(');
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
    const which = takeWord('ALL') ? 'ALL' : takeWord('MODIFIED') ? 'MODIFIED' : undefined;
    const side = takeWord('OLD') ? 'OLD' : takeWord('NEW') ? 'NEW' : undefined;
    if (which === undefined || side === undefined) throw unexpected();
    expect('*');
    const found: Returning = `${which === 'ALL' ? 'ALL' : 'UPDATED'}_${side}`;
    if (allowed.includes(found)) return found;
    throw validationFault(
      `Invalid returning clause: RETURNING ${which} ${side} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
    );
  };

  const statement = (): Statement => {
    if (takeWord('SELECT')) return select();
    if (takeWord('EXISTS')) {
      expect('(');
      expectWord('SELECT');
      const { table: from, where: filter } = select();
      expect(')');
      return { kind: 'exists', table: from, where: filter };
    }
    if (takeWord('INSERT')) {
      expectWord('INTO');
      const into = name();
      if (peek().kind === 'name' && !isWord('VALUE')) throw leftover();
      expectWord('VALUE');
      return { kind: 'insert', table: into, item: item() };
    }
    if (takeWord('UPDATE')) {
      const changed = table();
      const changes = actions();
      return { kind: 'update', table: changed, actions: changes, where: where(), returning: returning(ALL_RETURNING) };
    }
    if (takeWord('FROM')) {
      const changed = table();
      const filter = where();
      return { kind: 'update', table: changed, where: filter, actions: actions(), returning: returning(ALL_RETURNING) };
    }
    if (takeWord('DELETE')) {
      expectWord('FROM');
      const from = table();
      return { kind: 'delete', table: from, where: where(), returning: returning(['ALL_OLD']) };
    }
    throw unexpected();
  };
  const leftover = (): Error => malformed('Unexpected token after expression');

  const parsed = statement();
  if (peek().kind !== 'end') throw leftover();
  finish();
  return parsed;
}
