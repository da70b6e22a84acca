// Event patterns (EventBridge user guide, eb-event-patterns.md; Lambda developer guide, invocation-eventfiltering.md): JSON
// that an event must look like. Compiled once; called by event source mappings for every record of a stream. Knows
// nothing of where events come from.
import { isIPv4, isIPv6 } from 'node:net';
import { isObject } from './json.js';

export interface EventPattern {
  matches(event: unknown): boolean;
  /** What is wrong with the pattern; one that is not right matches nothing. */
  readonly faults: readonly string[];
}

/** A test of one value of the event: text, number, boolean or null; undefined when it is not there. */
type Rule = (value: unknown) => boolean;
/** A test of what stands at a name of the event. */
type Test = (value: unknown) => boolean;
type Report = (path: string, what: string) => void;

const never: Rule = () => false;

/** The values that rules look at: each element of an array, and none when an object stands there. */
function leavesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return isObject(value) || value === undefined ? [] : [value];
}

const ofText = (test: (text: string) => boolean): Rule => {
  return (value) => typeof value === 'string' && test(value);
};

type TextRule = (argument: string) => Rule;

const wildcard: TextRule = (argument) => {
  // `\*` and `\\` stand for themselves.
  const pieces = argument.match(/\\[\\*]|\*|[^*\\]+|\\/gs) ?? [];
  const source = pieces.map((piece) => {
    if (piece === '*') return '[\\s\\S]*';
    return piece.replace(/^\\(?=[\\*])/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  const expression = new RegExp(`^${source.join('')}$`);
  return ofText((text) => expression.test(text));
};

/** Rules whose argument is a text; `anything-but` takes them, too. */
const TEXT_RULES: Readonly<Record<string, TextRule>> = {
  prefix: (argument) => ofText((text) => text.startsWith(argument)),
  suffix: (argument) => ofText((text) => text.endsWith(argument)),
  'equals-ignore-case': (argument) => ofText((text) => text.toLowerCase() === argument.toLowerCase()),
  wildcard,
};

const IGNORING_CASE: Readonly<Record<string, TextRule>> = {
  prefix: (argument) => ofText((text) => text.toLowerCase().startsWith(argument.toLowerCase())),
  suffix: (argument) => ofText((text) => text.toLowerCase().endsWith(argument.toLowerCase())),
};

function compileTextRule(name: string, argument: unknown, path: string, report: Report): Rule {
  if (name === 'wildcard' && typeof argument === 'string' && /(?<!\\)\*\*/.test(argument)) {
    report(path, 'consecutive wildcard characters');
    return never;
  }
  if (typeof argument === 'string') return TEXT_RULES[name]!(argument);
  const inner = isObject(argument) && Object.keys(argument).length === 1 ? argument['equals-ignore-case'] : undefined;
  if (typeof inner === 'string' && Object.hasOwn(IGNORING_CASE, name)) return IGNORING_CASE[name]!(inner);
  report(path, `${name} match pattern must be a string`);
  return never;
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function anythingBut(argument: unknown, path: string, report: Report): Rule {
  if (isObject(argument)) {
    const [name, value] = Object.entries(argument)[0] ?? [];
    if (name === undefined || Object.keys(argument).length !== 1 || !Object.hasOwn(TEXT_RULES, name)) {
      report(
        path,
        'anything-but takes a value, a list of values, or one of prefix, suffix, equals-ignore-case, wildcard',
      );
      return never;
    }
    const rules = (Array.isArray(value) ? value : [value]).map((one) => compileTextRule(name, one, path, report));
    return (found) => found !== undefined && !rules.some((rule) => rule(found));
  }
  const values: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (values.length === 0 || !values.every((value) => isScalar(value) && value !== null)) {
    report(path, 'anything-but takes strings or numbers');
    return never;
  }
  const excluded = new Set<unknown>(values);
  return (found) => found !== undefined && !excluded.has(found);
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `["=", 5]`, or a range: `[">", 0, "<=", 5]`. */
function numeric(argument: unknown, path: string, report: Report): Rule {
  const parts: readonly unknown[] = Array.isArray(argument) ? argument : [];
  const tests: ((value: number) => boolean)[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const [operator, bound] = [parts[at], parts[at + 1]];
    if (typeof operator !== 'string' || !Object.hasOwn(COMPARISONS, operator) || typeof bound !== 'number') {
      report(path, 'numeric takes pairs of an operator (=, <, <=, >, >=) and a number');
      return never;
    }
    tests.push((value) => COMPARISONS[operator]!(value, bound));
  }
  if (tests.length === 0 || tests.length > 2) {
    report(path, 'numeric takes one comparison, or two for a range');
    return never;
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function addressBits(address: string): string | undefined {
  if (isIPv4(address))
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  if (!isIPv6(address) || address.includes('.')) return undefined;
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after]
    .map((part) => Number.parseInt(part, 16).toString(2).padStart(16, '0'))
    .join('');
}

function cidr(argument: unknown, path: string, report: Report): Rule {
  const [network = '', length = ''] = typeof argument === 'string' ? argument.split('/') : [];
  const bits = addressBits(network);
  if (bits === undefined || !/^\d+$/.test(length) || Number(length) > bits.length) {
    report(path, 'cidr takes an address and the length of its prefix: 10.0.0.0/24');
    return never;
  }
  const prefix = bits.slice(0, Number(length));
  return ofText((text) => {
    const found = addressBits(text);
    return found?.length === bits.length && found.startsWith(prefix);
  });
}

function exists(argument: unknown, path: string, report: Report): Rule {
  if (typeof argument === 'boolean') return (value) => (value !== undefined) === argument;
  report(path, 'exists takes true or false');
  return never;
}

const RULES: Readonly<Record<string, (argument: unknown, path: string, report: Report) => Rule>> = {
  ...Object.fromEntries(
    Object.keys(TEXT_RULES).map((name) => [
      name,
      (argument: unknown, path: string, report: Report) => compileTextRule(name, argument, path, report),
    ]),
  ),
  'anything-but': anythingBut,
  numeric,
  cidr,
  exists,
};

/** One member of the array at a name: a value, or `{rule: argument}`. */
function compileRule(member: unknown, path: string, report: Report): Rule {
  if (isScalar(member)) return (value) => value === member;
  const [name, argument] = isObject(member) ? (Object.entries(member)[0] ?? []) : [];
  if (name === undefined || Object.keys(member as object).length !== 1 || !Object.hasOwn(RULES, name)) {
    report(path, `unrecognized match type ${name ?? JSON.stringify(member)}`);
    return never;
  }
  return RULES[name]!(argument, path, report);
}

function compileValues(members: readonly unknown[], path: string, report: Report): Test {
  if (members.length === 0) report(path, 'empty arrays are not allowed');
  const rules = members.map((member) => compileRule(member, path, report));
  return (value) => {
    const leaves = leavesOf(value);
    return (leaves.length === 0 ? [undefined] : leaves).some((leaf) => rules.some((rule) => rule(leaf)));
  };
}

function compileObject(pattern: Readonly<Record<string, unknown>>, path: string, report: Report): Test {
  if (Object.keys(pattern).length === 0) report(path, 'empty objects are not allowed');
  const tests = Object.entries(pattern).map(([name, member]): Test => {
    const at = path === '' ? name : `${path}.${name}`;
    // `$or` is an operator when it holds a list of patterns, else a name like any other.
    if (name === '$or' && Array.isArray(member) && member.length > 0 && member.every(isObject)) {
      const options = member.map((option, index) => compileObject(option, `${at}[${index}]`, report));
      return (event) => options.some((option) => option(event));
    }
    const test = compileMember(member, at, report);
    return (event) => test(isObject(event) ? event[name] : undefined);
  });
  const all: Test = (value) => tests.every((test) => test(value));
  // Of a list of objects one must match as a whole.
  return (value) => (Array.isArray(value) ? value.some(all) : all(value));
}

function compileMember(member: unknown, path: string, report: Report): Test {
  if (Array.isArray(member)) return compileValues(member, path, report);
  if (isObject(member)) return compileObject(member, path, report);
  report(path, 'must be an object or an array');
  return never;
}

/** `{ eventName: ['INSERT'], dynamodb: { NewImage: { size: { N: [{ prefix: '1' }] } } } }` */
export function compileEventPattern(pattern: unknown): EventPattern {
  const faults: string[] = [];
  const report: Report = (path, what) => void faults.push(path === '' ? what : `${path}: ${what}`);
  if (!isObject(pattern)) return { matches: never, faults: ['the pattern is not a JSON object'] };
  const test = compileObject(pattern, '', report);
  return { matches: faults.length === 0 ? test : never, faults };
}
