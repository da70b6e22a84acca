// The key condition of ddb.query: an equality on the partition key and, at most, a comparison on the sort key.
// built-in-modules-js.md, "QueryInput". DynamoDB itself judges whether the attributes are keys.
import { isNothing, isPlainObject } from '../../plain.js';
import { UtilMisuse } from '../../session.js';
import type { DynamodbExpression } from '../../transform/dynamodb-expression.js';
import type { Placeholders } from './placeholders.js';

type Operator = (target: string, value: unknown, placeholders: Placeholders) => string;

const compared =
  (sign: string): Operator =>
  (target, value, placeholders) =>
    `${target} ${sign} ${placeholders.value(value)}`;

const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: compared('='),
  ne: compared('<>'),
  lt: compared('<'),
  le: compared('<='),
  gt: compared('>'),
  ge: compared('>='),
  between: (target, value, placeholders) => {
    if (!Array.isArray(value)) throw new UtilMisuse('between expects a list of two values.');
    return `${target} BETWEEN ${placeholders.value(value[0])} AND ${placeholders.value(value[1])}`;
  },
  beginsWith: (target, value, placeholders) => `begins_with(${target}, ${placeholders.value(value)})`,
};

export function keyCondition(query: unknown, placeholders: Placeholders): DynamodbExpression {
  if (!isPlainObject(query)) throw new UtilMisuse('Expected query to be an object.');
  const conditions = Object.entries(query).flatMap(([attribute, operators]) => {
    if (isNothing(operators)) return [];
    if (!isPlainObject(operators)) throw new UtilMisuse(`Expected the condition of ${attribute} to be an object.`);
    const target = placeholders.name(attribute);
    return Object.entries(operators).map(([name, value]) => {
      const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
      if (!operator) throw new UtilMisuse(`Unsupported operator ${name} of ${attribute}.`);
      return operator(target, value, placeholders);
    });
  });
  return placeholders.take(conditions.join(' AND '));
}
