// The grammar of DynamoDB's expressions (Expressions.OperatorsAndFunctions.md, Expressions.UpdateExpressions.md): text to
// tree. Called by compile.ts, once per text. Syntax errors come first, then the first fault of meaning.
import { requestFault } from '../faults.js';
import { type ExpressionKind, syntaxFault, type Token, tokenize } from './lexer.js';
import { isReserved } from './reserved-words.js';
import type { Comparator, Condition, Operand, PathNode, PathPart, UpdateAction, Uses } from './tree.js';

/** How many operands a function takes, and where it may stand. */
const FUNCTIONS: Readonly<
  Record<string, { readonly operands: number; readonly in: 'condition' | 'operand' | 'update' }>
> = {
  attribute_exists: { operands: 1, in: 'condition' },
  attribute_not_exists: { operands: 1, in: 'condition' },
  attribute_type: { operands: 2, in: 'condition' },
  begins_with: { operands: 2, in: 'condition' },
  contains: { operands: 2, in: 'condition' },
  size: { operands: 1, in: 'operand' },
  if_not_exists: { operands: 2, in: 'update' },
  list_append: { operands: 2, in: 'update' },
};

const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const SECTIONS: ReadonlySet<string> = new Set(['SET', 'REMOVE', 'ADD', 'DELETE']);
const KEYWORDS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN']);

/** ServiceQuotas: 300 operators and functions in an expression. AND, OR and NOT are not counted (scylladb#14473). */
const MAX_OPERATORS = 300;
/** No text of 4 KB that means something nests deeper. */
const MAX_NESTING = 700;

export interface Parser {
  condition(): Condition;
  projection(): PathNode[];
  update(): UpdateAction[];
  readonly uses: Uses;
}

/** `names` are the request's ExpressionAttributeNames. */
export function createParser(kind: ExpressionKind, text: string, names: Readonly<Record<string, string>>): Parser {
  const tokens = tokenize(kind, text);
  const usedNames = new Set<string>();
  const usedValues = new Set<string>();
  let index = 0;
  let fault: Error | undefined;
  let depth = 0;
  let operators = 0;

  const peek = (): Token => tokens[index]!;
  const unexpected = (): Error => syntaxFault(kind, text, tokens, index);
  /** A fault of meaning counts only when the whole text reads well. */
  const note = (what: string): void => {
    fault ??= requestFault(`Invalid ${kind}: ${what}`);
  };
  const isSymbol = (symbol: string): boolean => peek().kind === 'symbol' && peek().text === symbol;
  const isWord = (word: string): boolean => peek().kind === 'name' && peek().text.toUpperCase() === word;
  const take = (symbol: string): boolean => {
    if (!isSymbol(symbol)) return false;
    index += 1;
    return true;
  };
  const takeWord = (word: string): boolean => {
    if (!isWord(word)) return false;
    index += 1;
    return true;
  };
  const expect = (symbol: string): void => {
    if (!take(symbol)) throw unexpected();
  };
  const end = (): void => {
    if (peek().kind !== 'end') throw unexpected();
    if (fault) throw fault;
    if (operators > MAX_OPERATORS) {
      throw requestFault(`Invalid ${kind}: The expression contains too many operators; operator count: ${operators}`);
    }
  };

  const attributeName = (): string => {
    const token = peek();
    if (token.kind === 'placeholder') {
      index += 1;
      usedNames.add(token.text);
      const name = Object.hasOwn(names, token.text) ? names[token.text] : undefined;
      if (name === undefined) {
        note(`An expression attribute name used in the document path is not defined; attribute name: ${token.text}`);
      }
      return name ?? token.text;
    }
    if (token.kind !== 'name' || KEYWORDS.has(token.text.toUpperCase())) throw unexpected();
    index += 1;
    if (isReserved(token.text)) {
      note(`Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
    }
    return token.text;
  };

  const path = (): PathNode => {
    const parts: PathPart[] = [attributeName()];
    for (;;) {
      if (take('.')) parts.push(attributeName());
      else if (take('[')) {
        if (peek().kind !== 'number') throw unexpected();
        parts.push(Number(peek().text));
        index += 1;
        expect(']');
      } else return { kind: 'path', parts };
    }
  };

  /** What is wrong with calling `name` here; undefined when nothing is. */
  const callFault = (name: string, count: number, place: 'condition' | 'operand'): string | undefined => {
    const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!known) return `Invalid function name; function: ${name}`;
    if (kind === 'UpdateExpression' && known.in !== 'update') {
      return `The function is not allowed in an update expression; function: ${name}`;
    }
    if (kind !== 'UpdateExpression' && known.in === 'update') {
      return `The function is not allowed in a condition expression; function: ${name}`;
    }
    if (kind !== 'UpdateExpression' && known.in !== place) {
      return `The function is not allowed to be used this way in an expression; function: ${name}`;
    }
    if (count === known.operands) return undefined;
    return `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${count}`;
  };
  const checkCall = (name: string, count: number, place: 'condition' | 'operand'): void => {
    operators += 1;
    const wrong = callFault(name, count, place);
    if (wrong !== undefined) note(wrong);
  };

  const operands = (): Operand[] => {
    const list: Operand[] = [];
    do list.push(operand());
    while (take(','));
    expect(')');
    return list;
  };

  const isCall = (): boolean => peek().kind === 'name' && tokens[index + 1]?.text === '(';

  const operand = (): Operand => {
    const token = peek();
    if (token.kind === 'value') {
      index += 1;
      usedValues.add(token.text);
      return { kind: 'value', name: token.text };
    }
    if (isCall() && !KEYWORDS.has(token.text.toUpperCase())) {
      index += 2;
      const list = operands();
      checkCall(token.text, list.length, 'operand');
      if (token.text === 'if_not_exists' && list[0]?.kind !== 'path') {
        note('Operator or function requires a document path; operator or function: if_not_exists');
      }
      return { kind: 'call', name: token.text, operands: list };
    }
    return path();
  };

  const comparison = (left: Operand): Condition => {
    const token = peek();
    operators += 1;
    if (token.kind === 'symbol' && COMPARATORS.has(token.text)) {
      index += 1;
      return { kind: 'compare', operator: token.text as Comparator, left, right: operand() };
    }
    if (takeWord('BETWEEN')) {
      const lower = operand();
      if (!takeWord('AND')) throw unexpected();
      return { kind: 'between', operand: left, lower, upper: operand() };
    }
    if (takeWord('IN')) {
      expect('(');
      const options = operands();
      if (options.length > 100) {
        note(
          `Incorrect number of operands for operator or function; operator or function: IN, number of operands: ${options.length + 1}`,
        );
      }
      return { kind: 'in', operand: left, options };
    }
    throw unexpected();
  };

  const comparisonFollows = (at: number): boolean => {
    const next = tokens[at]!;
    return COMPARATORS.has(next.text) || (next.kind === 'name' && ['BETWEEN', 'IN'].includes(next.text.toUpperCase()));
  };

  /** True when the `(` at the cursor closes around an operand: `(a) = :b`. */
  const groupsOperand = (): boolean => {
    let open = 0;
    for (let at = index; at < tokens.length; at += 1) {
      if (tokens[at]!.text === '(') open += 1;
      else if (tokens[at]!.text === ')') open -= 1;
      if (open > 0) continue;
      return comparisonFollows(at + 1);
    }
    return false;
  };

  const primary = (): Condition => {
    if (isSymbol('(')) {
      if (groupsOperand()) {
        index += 1;
        const grouped = operand();
        expect(')');
        return comparison(grouped);
      }
      index += 1;
      const doubled = isSymbol('(') && !groupsOperand();
      const from = index;
      const inner = either();
      // `((a = :a))`: the inner pair ends right where the outer one does.
      if (doubled && tokens[index - 1]?.text === ')' && matchingParenthesis(from) === index - 1) {
        note('The expression has redundant parentheses;');
      }
      expect(')');
      return inner;
    }
    const token = peek();
    if (!isCall() || KEYWORDS.has(token.text.toUpperCase())) return comparison(operand());
    index += 2;
    const list = operands();
    if (!comparisonFollows(index)) {
      checkCall(token.text, list.length, 'condition');
      return { kind: 'test', name: token.text, operands: list };
    }
    checkCall(token.text, list.length, 'operand');
    return comparison({ kind: 'call', name: token.text, operands: list });
  };

  const matchingParenthesis = (from: number): number => {
    let open = 0;
    for (let at = from; at < tokens.length; at += 1) {
      if (tokens[at]!.text === '(') open += 1;
      else if (tokens[at]!.text === ')' && --open === 0) return at;
    }
    return -1;
  };

  const negation = (): Condition => {
    depth += 1;
    if (depth > MAX_NESTING) throw requestFault(`Invalid ${kind}: The expression is nested too deeply;`);
    const condition: Condition = takeWord('NOT') ? { kind: 'not', condition: negation() } : primary();
    depth -= 1;
    return condition;
  };
  const both = (): Condition => {
    let left = negation();
    while (takeWord('AND')) left = { kind: 'and', left, right: negation() };
    return left;
  };
  const either = (): Condition => {
    let left = both();
    while (takeWord('OR')) left = { kind: 'or', left, right: both() };
    return left;
  };

  const updateOperand = (): Operand => {
    if (!take('(')) return operand();
    const inner = updateValue();
    expect(')');
    return inner;
  };
  const updateValue = (): Operand => {
    const left = updateOperand();
    const operator = peek().text;
    if (peek().kind !== 'symbol' || (operator !== '+' && operator !== '-')) return left;
    index += 1;
    operators += 1;
    return { kind: 'sum', operator, left, right: updateOperand() };
  };

  const action = (section: string): UpdateAction => {
    const target = path();
    if (section === 'REMOVE') return { kind: 'remove', path: target };
    if (section === 'SET') {
      expect('=');
      return { kind: 'set', path: target, value: updateValue() };
    }
    if (peek().kind !== 'value') throw unexpected();
    return { kind: section === 'ADD' ? 'add' : 'delete', path: target, value: operand() };
  };

  return {
    uses: {
      get names() {
        return [...usedNames];
      },
      get values() {
        return [...usedValues];
      },
    },
    condition() {
      const tree = either();
      end();
      return tree;
    },
    projection() {
      const paths: PathNode[] = [];
      do paths.push(path());
      while (take(','));
      end();
      return paths;
    },
    update() {
      const actions: UpdateAction[] = [];
      const seen = new Set<string>();
      while (peek().kind !== 'end') {
        const section = peek().text.toUpperCase();
        if (peek().kind !== 'name' || !SECTIONS.has(section)) throw unexpected();
        index += 1;
        if (seen.has(section)) {
          note(`The "${section}" section can only be used once in an update expression;`);
        }
        seen.add(section);
        do actions.push(action(section));
        while (take(','));
      }
      end();
      return actions;
    },
  };
}
