// util.transform.toDynamoDBFilterExpression and toDynamoDBConditionExpression: a filter object becomes an expression
// with its names and values. transformation-helpers-in-utils-transform.md; the spelling is the recorded one:
// `(attribute_exists(#id)) AND (#version = :version_eq)`. The dynamodb module uses it for filters and conditions.
import { toDynamoDB } from '../dynamodb/attribute-values.js';
import { isNothing, isPlainObject, type PlainObject } from '../plain.js';
import { UtilMisuse } from '../session.js';

export interface DynamodbExpression {
  readonly expression: string;
  readonly expressionNames: Record<string, string>;
  readonly expressionValues: Record<string, unknown>;
}

/** Writes one operator of one field. `target` is `#field`; `bind` keeps a value and answers its placeholder. */
type Operator = (target: string, value: unknown, bind: Bind) => string;
type Bind = (value: unknown, suffix?: string | number) => string;

const compared =
  (sign: string): Operator =>
  (target, value, bind) =>
    `${target} ${sign} ${bind(value)}`;

const called =
  (name: string): Operator =>
  (target, value, bind) =>
    `${name}(${target}, ${bind(value)})`;

/** `attributeType` takes names of its own (declarations of @aws-appsync/utils). */
const ATTRIBUTE_TYPES: Readonly<Record<string, string>> = {
  _null: 'NULL',
  string: 'S',
  stringSet: 'SS',
  number: 'N',
  numberSet: 'NS',
  binary: 'B',
  binarySet: 'BS',
  boolean: 'BOOL',
  list: 'L',
  map: 'M',
};

function listOf(value: unknown, operator: string): unknown[] {
  if (!Array.isArray(value)) throw new UtilMisuse(`${operator} expects a list of values.`);
  return value;
}

const COMPARISONS: Readonly<Record<string, Operator>> = {
  eq: compared('='),
  ne: compared('<>'),
  lt: compared('<'),
  le: compared('<='),
  gt: compared('>'),
  ge: compared('>='),
  between: (target, value, bind) => {
    const bounds = listOf(value, 'between');
    return `${target} BETWEEN ${bind(bounds[0], 0)} AND ${bind(bounds[1], 1)}`;
  },
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  ...COMPARISONS,
  in: (target, value, bind) => `${target} IN (${listOf(value, 'in').map(bind).join(', ')})`,
  contains: called('contains'),
  notContains: called('NOT contains'),
  beginsWith: called('begins_with'),
  attributeExists: (target, value) => `${value === false ? 'attribute_not_exists' : 'attribute_exists'}(${target})`,
  attributeType: (target, value, bind) =>
    `attribute_type(${target}, ${bind(ATTRIBUTE_TYPES[String(value)] ?? String(value))})`,
  size: (target, value, bind) => {
    const conditions = isPlainObject(value) ? value : { eq: value };
    return Object.entries(conditions)
      .map(([name, operand]) => {
        const operator = COMPARISONS[name];
        if (!operator) throw new UtilMisuse(`Unsupported size operator ${name}.`);
        return operator(`size(${target})`, operand, (bound, suffix = '') => bind(bound, `_${name}${suffix}`));
      })
      .join(' AND ');
  },
};

const GROUPS: Readonly<Record<string, string>> = { and: ' AND ', or: ' OR ' };

class ExpressionWriter {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, unknown> = {};

  /** The conditions of one object, all of which must hold. `path` is where it stands: 'and_0_'. */
  conditions(filter: PlainObject, path: string): string[] {
    return Object.entries(filter).flatMap(([key, value]) => {
      if (isNothing(value)) return [];
      const glue = GROUPS[key];
      if (glue !== undefined) return this.group(key, glue, value, path);
      if (key === 'not') return this.negation(value, path);
      if (!isPlainObject(value)) throw new UtilMisuse(`Expected the condition of ${key} to be an object.`);
      return this.field([key], value, path);
    });
  }

  private group(key: string, glue: string, value: unknown, path: string): string[] {
    const members = (Array.isArray(value) ? value : [value]).flatMap((member: unknown, index) => {
      if (!isPlainObject(member)) throw new UtilMisuse(`${key} expects condition objects.`);
      const inner = this.conditions(member, `${path}${key}_${index}_`);
      return inner.length > 1 ? [`(${inner.join(' AND ')})`] : inner;
    });
    return members.length > 0 ? [`(${members.join(glue)})`] : [];
  }

  private negation(value: unknown, path: string): string[] {
    const members = (Array.isArray(value) ? value : [value]).flatMap((member: unknown) =>
      isPlainObject(member) ? this.conditions(member, `${path}not_`) : [],
    );
    return members.length > 0 ? [`(NOT (${members.join(' AND ')}))`] : [];
  }

  /** Operators of a field; a key that is none names a member of a map. */
  private field(steps: readonly string[], operators: PlainObject, path: string): string[] {
    const own: string[] = [];
    const members: string[] = [];
    for (const [name, value] of Object.entries(operators)) {
      const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
      if (operator) own.push(operator(this.target(steps), value, this.binder(`:${path}${steps.join('_')}_${name}`)));
      else if (isPlainObject(value)) members.push(...this.field([...steps, name], value, path));
      else if (!isNothing(value)) throw new UtilMisuse(`Unsupported operator ${name} of ${steps.join('.')}.`);
    }
    return own.length > 0 ? [`(${own.join(' AND ')})`, ...members] : members;
  }

  private target(steps: readonly string[]): string {
    for (const step of steps) this.names[`#${step}`] = step;
    return steps.map((step) => `#${step}`).join('.');
  }

  private binder(stem: string): Bind {
    return (value, suffix = '') => {
      const placeholder = `${stem}${suffix}`;
      this.values[placeholder] = toDynamoDB(value);
      return placeholder;
    };
  }
}

/** The expression as an object; an empty filter gives an empty expression. */
export function dynamodbExpression(filter: unknown): DynamodbExpression {
  if (!isPlainObject(filter)) throw new UtilMisuse('Expected the filter to be an object.');
  const writer = new ExpressionWriter();
  const expression = writer.conditions(filter, '').join(' AND ');
  return { expression, expressionNames: writer.names, expressionValues: writer.values };
}

/** The same as JSON text; `expressionValues` is there even when empty (aws-amplify/amplify-cli issue 5589). */
export const toDynamoDBExpression = (filter: unknown): string => JSON.stringify(dynamodbExpression(filter));
