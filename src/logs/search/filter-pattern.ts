// Filter patterns of FilterLogEvents: terms, and selectors of JSON. Parsed once, asked for each line. Space-delimited
// patterns and regular expressions are refused by name.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html, "JSON Special Considerations" for
// selectors that lead to an array, an object or nowhere.
import { notEmulated, ServiceError } from '../../aws/errors.js';
import { isObject, tryParse } from '../../lib/json.js';

export type LineFilter = (message: string) => boolean;

const invalid = (): ServiceError => new ServiceError('InvalidParameterException', 'Invalid filter pattern');

/**
 * `ERROR -timeout` (both), `?ERROR ?WARN` (one of them), `"two words"`, `{ $.level = "error" && $.ms > 100 }`.
 * Throws InvalidParameterException for what is no pattern.
 */
export function parseFilterPattern(pattern: string): LineFilter {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('[')) throw notEmulated('A space-delimited filter pattern');
  if (text.startsWith('{')) return parseSelector(text);
  return parseTerms(text);
}

function parseTerms(text: string): LineFilter {
  const must: string[] = [];
  const mustNot: string[] = [];
  const either: string[] = [];
  for (const [, mark, quoted, word] of text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)) {
    if (word?.startsWith('%')) throw notEmulated('A regular expression in a filter pattern');
    if (word?.includes('"')) throw invalid();
    const term = quoted === undefined ? word! : quoted.replaceAll(/\\(.)/g, '$1');
    (mark === '-' ? mustNot : mark === '?' ? either : must).push(term);
  }
  // Beside terms that must be there, optional ones change nothing.
  const some = must.length > 0 ? [] : either;
  return (message) =>
    must.every((term) => message.includes(term)) &&
    !mustNot.some((term) => message.includes(term)) &&
    (some.length === 0 || some.some((term) => message.includes(term)));
}

type Test = (document: unknown) => boolean;

const TOKEN =
  /\s*(?:(\$(?:\.[\w-]+|\[\d+\]|\["[^"]+"\])+)|(&&|\|\||[()]|!=|<=|>=|=|<|>)|(IS\s+(?:NULL|TRUE|FALSE)|NOT\s+EXISTS)|"((?:[^"\\]|\\.)*)"|([\w.*:/@-]+))/y;

type Token = { readonly kind: 'selector' | 'operator' | 'state' | 'text' | 'word'; readonly text: string };

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const kinds = ['selector', 'operator', 'state', 'text', 'word'] as const;
  TOKEN.lastIndex = 0;
  for (let at = 0; text.slice(at).trim() !== ''; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) {
      if (text.includes('%')) throw notEmulated('A regular expression in a filter pattern');
      throw invalid();
    }
    const index = kinds.findIndex((_, place) => match[place + 1] !== undefined);
    tokens.push({ kind: kinds[index]!, text: match[index + 1]! });
  }
  return tokens;
}

/** `{ $.a = 1 && ($.b IS NULL || $.c = "x*") }`: || binds weaker than &&. */
function parseSelector(text: string): LineFilter {
  if (!text.endsWith('}')) throw invalid();
  const tokens = tokensOf(text.slice(1, -1));
  let at = 0;
  const take = (wanted: string): boolean => {
    const found = tokens[at]?.kind === 'operator' && tokens[at]?.text === wanted;
    if (found) at += 1;
    return found;
  };
  const either = (): Test => {
    const tests = [both()];
    while (take('||')) tests.push(both());
    return (document) => tests.some((test) => test(document));
  };
  const both = (): Test => {
    const tests = [one()];
    while (take('&&')) tests.push(one());
    return (document) => tests.every((test) => test(document));
  };
  const one = (): Test => {
    if (take('(')) {
      const inner = either();
      if (!take(')')) throw invalid();
      return inner;
    }
    const [selector, operator, value] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (selector?.kind !== 'selector' || !operator) throw invalid();
    if (operator.kind === 'state') {
      at += 2;
      return stateTest(selector.text, operator.text.replaceAll(/\s+/g, ' '));
    }
    if (operator.kind !== 'operator' || !value || (value.kind !== 'text' && value.kind !== 'word')) throw invalid();
    at += 3;
    return comparison(selector.text, operator.text, value);
  };
  const test = either();
  if (at < tokens.length) throw invalid();
  return (message) => {
    const document = tryParse(message);
    return isObject(document) && test(document);
  };
}

function read(selector: string): (document: unknown) => unknown {
  const steps = [...selector.matchAll(/\.([\w-]+)|\[(\d+)\]|\["([^"]+)"\]/g)].map(([, a, b, c]) => a ?? b ?? c!);
  return (document) =>
    steps.reduce<unknown>((value, step) => {
      if (Array.isArray(value)) return value[Number(step)];
      return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    }, document);
}

function stateTest(selector: string, state: string): Test {
  const value = read(selector);
  if (state === 'NOT EXISTS') return (document) => value(document) === undefined;
  const wanted = { 'IS NULL': null, 'IS TRUE': true, 'IS FALSE': false }[state];
  return (document) => value(document) === wanted;
}

function comparison(selector: string, operator: string, { kind, text }: Token): Test {
  const value = read(selector);
  const number = Number(text);
  if (kind === 'word' && text !== '' && !Number.isNaN(number)) {
    const holds: Readonly<Record<string, (given: number) => boolean>> = {
      '=': (given) => given === number,
      '!=': (given) => given !== number,
      '<': (given) => given < number,
      '>': (given) => given > number,
      '<=': (given) => given <= number,
      '>=': (given) => given >= number,
    };
    const test = holds[operator];
    if (!test) throw invalid();
    return (document) => {
      const given = value(document);
      return typeof given === 'number' && test(given);
    };
  }
  if (operator !== '=' && operator !== '!=') throw invalid();
  const parts = (kind === 'text' ? text.replaceAll(/\\(.)/g, '$1') : text).split('*');
  return (document) => {
    const given = value(document);
    // A selector that leads to no text or number matches neither way: "the log format doesn't match the filter".
    if (given === undefined || given === null || typeof given === 'object') return false;
    return fits(String(given), parts) === (operator === '=');
  };
}

/** A text of parts with anything between them, without a regular expression that could run away. */
function fits(text: string, parts: readonly string[]): boolean {
  const [first, ...rest] = parts as [string, ...string[]];
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
