// The rules of a Choice state in JSONPath: a test of a variable, or And / Or / Not of others. Compiled to closures.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
import { isObject } from '../../lib/json.js';
import type { Check, JsonRecord } from './check.js';
import { EvaluationFault } from './faults.js';
import { type Path, parsePath } from './paths.js';
import type { Scope } from './scope.js';
import { parseTimestamp } from './timestamps.js';

export type Rule = (scope: Scope) => boolean;

type Order = (difference: number) => boolean;
const ORDERS: Record<string, Order> = {
  Equals: (difference) => difference === 0,
  LessThan: (difference) => difference < 0,
  GreaterThan: (difference) => difference > 0,
  LessThanEquals: (difference) => difference <= 0,
  GreaterThanEquals: (difference) => difference >= 0,
};

interface Kind {
  readonly name: string;
  /** Less than, equal or greater than zero; undefined when either isn't of the kind. */
  compare(left: unknown, right: unknown): number | undefined;
  accepts(value: unknown): boolean;
}
const sign = <T>(left: T, right: T): number => (left < right ? -1 : left > right ? 1 : 0);
const instant = (value: unknown): bigint | undefined => (typeof value === 'string' ? parseTimestamp(value) : undefined);
const KINDS: Record<string, Kind> = {
  String: {
    name: 'String',
    accepts: (value) => typeof value === 'string',
    compare: (left, right) => (typeof left === 'string' && typeof right === 'string' ? sign(left, right) : undefined),
  },
  Numeric: {
    name: 'Number',
    accepts: (value) => typeof value === 'number',
    compare: (left, right) => (typeof left === 'number' && typeof right === 'number' ? sign(left, right) : undefined),
  },
  Boolean: {
    name: 'Boolean',
    accepts: (value) => typeof value === 'boolean',
    compare: (left, right) => (typeof left === 'boolean' && typeof right === 'boolean' ? sign(left, right) : undefined),
  },
  Timestamp: {
    name: 'Timestamp',
    accepts: (value) => instant(value) !== undefined,
    compare(left, right) {
      const [a, b] = [instant(left), instant(right)];
      return a === undefined || b === undefined ? undefined : sign(a, b);
    },
  },
};

const TYPE_TESTS: Record<string, (value: unknown) => boolean> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => instant(value) !== undefined,
};

const COMPARISON =
  /^(String|Numeric|Boolean|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?$/;
/** What may stand in a rule beside its test. */
const BESIDE = new Set(['Variable', 'Next', 'Comment', 'Assign', 'Output']);

/** Compiles a rule (without its Next and Assign); what is wrong goes to `check`. */
export function compileRule(source: JsonRecord, check: Check, location: string): Rule {
  const tests = Object.keys(source).filter((key) => !BESIDE.has(key));
  const [test] = tests;
  if (test === undefined || tests.length > 1) {
    check.schema('Choice rule must have exactly one comparison operator', location);
    return () => false;
  }
  const value = source[test];
  if (test === 'And' || test === 'Or') {
    if (!Array.isArray(value) || value.length === 0) {
      check.schema(`The value of '${test}' must be a non-empty array`, `${location}/${test}`);
      return () => false;
    }
    const rules = value.map((one, index) => compileInner(one, check, `${location}/${test}[${index}]`));
    return test === 'And'
      ? (scope) => rules.every((rule) => rule(scope))
      : (scope) => rules.some((rule) => rule(scope));
  }
  if (test === 'Not') {
    const rule = compileInner(value, check, `${location}/Not`);
    return (scope) => !rule(scope);
  }
  return compileTest(test, value, source['Variable'], check, location);
}

function compileInner(source: unknown, check: Check, location: string): Rule {
  if (isObject(source)) return compileRule(source, check, location);
  check.schema('Expected value of type Object', location);
  return () => false;
}

function compileTest(test: string, value: unknown, variable: unknown, check: Check, location: string): Rule {
  const never: Rule = () => false;
  if (variable === undefined) {
    check.schema("The field 'Variable' is required but was missing", location);
    return never;
  }
  const path = typeof variable === 'string' ? parsePath(variable) : undefined;
  if (!path) {
    check.schema('Value is not a valid JSONPath', `${location}/Variable`);
    return never;
  }
  const typeTest = TYPE_TESTS[test];
  if (typeTest || test === 'IsPresent') {
    if (typeof value !== 'boolean') {
      check.schema('Expected value of type Boolean', `${location}/${test}`);
      return never;
    }
    if (!typeTest) return (scope) => (path.read(scope) !== undefined) === value;
    return (scope) => typeTest(read(path, scope)) === value;
  }
  if (test === 'StringMatches') {
    if (typeof value !== 'string') {
      check.schema('Expected value of type String', `${location}/${test}`);
      return never;
    }
    const pattern = wildcard(value);
    return (scope) => {
      const found = read(path, scope);
      return typeof found === 'string' && pattern.test(found);
    };
  }
  const match = COMPARISON.exec(test);
  const known = match && (match[1] !== 'Boolean' || match[2] === 'Equals');
  if (!known) {
    check.schema(`Field is not supported: '${test}'`, `${location}/${test}`);
    return never;
  }
  const kind = KINDS[match[1]!]!;
  const order = ORDERS[match[2]!]!;
  const holds = (left: unknown, right: unknown): boolean => {
    const difference = kind.compare(left, right);
    return difference !== undefined && order(difference);
  };
  if (match[3] === undefined) {
    if (!kind.accepts(value)) {
      check.schema(`Expected value of type ${kind.name}`, `${location}/${test}`);
      return never;
    }
    return (scope) => holds(read(path, scope), value);
  }
  const other = typeof value === 'string' ? parsePath(value) : undefined;
  if (!other) {
    check.schema('Value is not a valid JSONPath', `${location}/${test}`);
    return never;
  }
  return (scope) => holds(read(path, scope), read(other, scope));
}

function read(path: Path, scope: Scope): unknown {
  const value = path.read(scope);
  if (value !== undefined) return value;
  throw new EvaluationFault(
    `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
  );
}

/** `*` matches any run of characters; `\*` and `\\` stand for themselves. */
function wildcard(pattern: string): RegExp {
  const body = pattern.replace(/\\([*\\])|\*|[^*\\]+|\\/g, (part, escaped: string | undefined) => {
    if (part === '*') return '[^]*';
    return (escaped ?? part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${body}$`);
}
