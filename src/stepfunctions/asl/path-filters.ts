// The condition of a JSONPath filter, `[?(@.price < 10 && @.kind == 'book')]`, compiled to a function. Called by paths.ts,
// which hands in its own parser for the paths inside.
import { jsonEquals } from '../../lib/json.js';
import { type Scope, withInput } from './scope.js';

export type Filter = (item: unknown, scope: Scope) => boolean;
/** A compiled path. */
type Read = (scope: Scope) => unknown;
type Operand = (item: unknown, scope: Scope) => unknown;

type Compare = (left: unknown, right: unknown) => boolean;
const ordered =
  (holds: (difference: number) => boolean): Compare =>
  (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return holds(left - right);
    if (typeof left === 'string' && typeof right === 'string') return holds(left < right ? -1 : left > right ? 1 : 0);
    return false;
  };
const COMPARISONS: Record<string, Compare> = {
  '==': (left, right) => left !== undefined && right !== undefined && jsonEquals(left, right),
  '!=': (left, right) => !jsonEquals(left, right),
  '<=': ordered((difference) => difference <= 0),
  '>=': ordered((difference) => difference >= 0),
  '<': ordered((difference) => difference < 0),
  '>': ordered((difference) => difference > 0),
  in: (left, right) => Array.isArray(right) && right.some((one) => jsonEquals(left, one)),
  nin: (left, right) => Array.isArray(right) && !right.some((one) => jsonEquals(left, one)),
};

const TOKEN =
  /\s*(&&|\|\||==|!=|<=|>=|[<>!()]|\b(?:in|nin)\b|\[[^\]@$]*\]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b|[@$][^\s&|=!<>()]*)/y;

function tokenize(text: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return text.slice(at).trim() === '' ? tokens : undefined;
    tokens.push(match[1]!);
    at = TOKEN.lastIndex;
  }
  return tokens;
}

/** The compiled condition, or undefined when it is none. */
export function compileFilter(text: string, parseRead: (text: string) => Read | undefined): Filter | undefined {
  const tokens = tokenize(text);
  if (!tokens || tokens.length === 0) return undefined;
  let at = 0;

  const operand = (): Operand | undefined => {
    const token = tokens[at];
    if (token === undefined) return undefined;
    at += 1;
    if (token[0] === '@' || token[0] === '$') {
      const read = parseRead(token[0] === '@' ? `$${token.slice(1)}` : token);
      if (!read) return undefined;
      return token[0] === '$' ? (_item, scope) => read(scope) : (item, scope) => read(withInput(scope, item));
    }
    const literal = literalOf(token);
    return literal === undefined ? undefined : () => literal;
  };
  const term = (): Filter | undefined => {
    if (tokens[at] === '!') {
      at += 1;
      const inner = term();
      return inner && ((item, scope) => !inner(item, scope));
    }
    if (tokens[at] === '(') {
      at += 1;
      const inner = either();
      if (tokens[at] !== ')') return undefined;
      at += 1;
      return inner;
    }
    const left = operand();
    if (!left) return undefined;
    const compare = COMPARISONS[tokens[at] ?? ''];
    if (!compare) return (item, scope) => left(item, scope) !== undefined;
    at += 1;
    const right = operand();
    return right && ((item, scope) => compare(left(item, scope), right(item, scope)));
  };
  const chain = (word: string, next: () => Filter | undefined, all: boolean) => (): Filter | undefined => {
    const parts = [next()];
    while (tokens[at] === word) {
      at += 1;
      parts.push(next());
    }
    if (parts.includes(undefined)) return undefined;
    const filters = parts as Filter[];
    if (filters.length === 1) return filters[0];
    return all
      ? (item, scope) => filters.every((filter) => filter(item, scope))
      : (item, scope) => filters.some((filter) => filter(item, scope));
  };
  const both = chain('&&', term, true);
  const either = chain('||', both, false);

  const filter = either();
  return at === tokens.length ? filter : undefined;
}

function literalOf(token: string): unknown {
  if (token[0] === "'") return token.slice(1, -1).replace(/\\(.)/g, '$1');
  try {
    return JSON.parse(token[0] === '[' ? token.replaceAll("'", '"') : token);
  } catch {
    return undefined;
  }
}
