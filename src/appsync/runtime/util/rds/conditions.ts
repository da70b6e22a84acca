// The condition objects of `where`, `having` and `on`, written as SQL. built-in-modules-js.md, "Filters"; spelling,
// messages and oddities (an empty condition leaves its AND behind) are the recorded ones.
import { isNothing, isPlainObject, type PlainObject } from '../plain.js';
import { UtilMisuse } from '../session.js';
import type { SqlText } from './sql-text.js';
import { isAggregateName, isStatement } from './statement.js';

/** Writes one operator. `target` is what is compared, as SQL; `path` is `name.eq`, for messages. */
type Operator = (target: string, value: unknown, text: SqlText, path: string) => string;

const compared =
  (sign: string): Operator =>
  (target, value, text) =>
    `${target} ${sign} ${text.bind(value)}`;

/** LIKE with the value between `before` and `after`. */
const like =
  (sign: string, before: string, after: string): Operator =>
  (target, value, text, path) => {
    if (typeof value !== 'string') throw new UtilMisuse(`${path} expects a string value to be passed.`);
    return `${target} ${sign} ${text.bind(before + value + after)}`;
  };

const between: Operator = (target, value, text, path) => {
  if (!Array.isArray(value)) throw new UtilMisuse(`${path} condition expects an array with 2 values.`);
  if (value.length !== 2) {
    throw new UtilMisuse(
      `${path} condition expects an array with 2 values but received an array with length ${value.length}.`,
    );
  }
  return `${target} BETWEEN ${text.bind(value[0])} AND ${text.bind(value[1])}`;
};

/** What a computed value (`size`, an aggregate) can be compared with; null is written as it is. */
const COMPARISONS: Readonly<Record<string, Operator>> = {
  eq: compared('='),
  ne: compared('!='),
  le: compared('<='),
  lt: compared('<'),
  ge: compared('>='),
  gt: compared('>'),
  between,
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  ...COMPARISONS,
  contains: like('LIKE', '%', '%'),
  notContains: like('NOT LIKE', '', ''),
  beginsWith: like('LIKE', '', '%'),
  attributeExists: (target, value, _text, path) => {
    if (typeof value !== 'boolean') throw new UtilMisuse(`${path} expects a boolean value to be passed.`);
    return value ? `${target} IS NOT NULL` : `${target} IS NULL`;
  },
};

const GROUPS: Readonly<Record<string, string>> = { and: ' AND ', or: ' OR ', not: ' AND ' };

const isConditionObject = (value: unknown): value is PlainObject => isPlainObject(value) && !isStatement(value);

/** The comparisons below `size` or an aggregate: of what is computed from the column. */
function computed(target: string, name: string, value: unknown, text: SqlText, path: string): string {
  if (!isPlainObject(value)) throw new UtilMisuse(`Expected ${name} to be an Object.`);
  return Object.entries(value)
    .map(([operator, operand]) => {
      const write = COMPARISONS[operator];
      if (!write) throw new UtilMisuse(`${path} has invalid ${name} operator.`);
      return write(target, operand, text, `${path}.${operator}`);
    })
    .join(' AND ');
}

function fieldConditions(column: string, conditions: unknown, text: SqlText): string {
  if (!isConditionObject(conditions)) throw new UtilMisuse('Expected condition to be an Object.');
  return Object.entries(conditions)
    .map(([name, value]) => {
      const path = `${column}.${name}`;
      const write = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
      const isComputed = name === 'size' || isAggregateName(name);
      if (!write && !isComputed) throw new UtilMisuse(`Unsupported condition ${path}.`);
      if (isNothing(value)) throw new UtilMisuse(`Value for ${path} can't be null.`);
      if (write) return write(text.identifier(column), value, text, path);
      const target = isAggregateName(name) ? text.aggregate(name, column) : `LENGTH (${text.identifier(column)})`;
      return computed(target, name, value, text, path);
    })
    .join(' AND ');
}

function group(key: string, glue: string, members: unknown, text: SqlText): string {
  if (!Array.isArray(members)) throw new UtilMisuse(`${key} expects conditions to be an array`);
  const written = members.map((member: unknown) => {
    if (!isConditionObject(member)) throw new UtilMisuse(`Expected ${key} to be an Object.`);
    const inner = conditions(member, text);
    return inner === '' ? '' : `(${inner})`;
  });
  const joined = written.join(glue);
  return key === 'not' && joined !== '' ? `NOT (${joined})` : joined;
}

function conditions(object: PlainObject, text: SqlText): string {
  return Object.entries(object)
    .map(([key, value]) => {
      const glue = GROUPS[key];
      return glue === undefined ? fieldConditions(key, value, text) : group(key, glue, value, text);
    })
    .join(' AND ');
}

/** A whole clause, `WHERE ...`; empty when there is nothing to say. Takes a condition object or an sql`` template. */
export function conditionClause(keyword: string, value: unknown, text: SqlText): string {
  if (isNothing(value)) return '';
  if (isStatement(value) && value.type === 'SQL') return `${keyword} ${text.template(value.literals, value.values)}`;
  if (!isConditionObject(value)) {
    throw new UtilMisuse(`${keyword} values are expected to be SQL templates or a condition object.`);
  }
  const written = conditions(value, text);
  return written === '' ? '' : `${keyword} ${written}`;
}
