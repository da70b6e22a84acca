// The expression sections of a request (`query`, `filter`, `projection`, `update`, `condition`) gathered into DynamoDB's
// input: one expression parameter each, names and values in common.
import { allowOnly, needText, type RequestDocument, readObject } from '../request-document.js';
import { readAttributes } from './attribute-value.js';

const EXPRESSION: ReadonlySet<string> = new Set(['expression', 'expressionNames', 'expressionValues']);
const PROJECTION: ReadonlySet<string> = new Set(['expression', 'expressionNames']);
export const CONDITION: ReadonlySet<string> = new Set([
  ...EXPRESSION,
  'equalsIgnore',
  'consistentRead',
  'conditionalCheckFailedHandler',
]);
const TRANSACT_CONDITION: ReadonlySet<string> = new Set([...EXPRESSION, 'returnValuesOnConditionCheckFailure']);

const ALLOWED: Readonly<Record<string, ReadonlySet<string>>> = {
  KeyConditionExpression: EXPRESSION,
  FilterExpression: EXPRESSION,
  UpdateExpression: EXPRESSION,
  ProjectionExpression: PROJECTION,
  ConditionExpression: CONDITION,
};

/** The input of one DynamoDB call while it is put together. */
export type DynamoInput = Record<string, unknown>;

/**
 * Adds `section` as `parameter`. An empty map of names or values goes along: DynamoDB refuses it, and AppSync lets it
 * (Amplify's templates remove empty ones for that reason).
 */
export function addExpression(
  input: DynamoInput,
  parameter: keyof typeof ALLOWED & string,
  section: RequestDocument,
  path: string,
  within: 'item' | 'transaction' = 'item',
): void {
  const allowed =
    parameter === 'ConditionExpression' && within === 'transaction' ? TRANSACT_CONDITION : ALLOWED[parameter]!;
  allowOnly(section, path, allowed);
  input[parameter] = needText(section, path, 'expression');
  const names = readObject(section, path, 'expressionNames');
  // An empty map is as good as none: the service's helpers write one where an expression has no values.
  if (names && Object.keys(names).length > 0)
    input['ExpressionAttributeNames'] = { ...(input['ExpressionAttributeNames'] as object), ...names };
  const values = readObject(section, path, 'expressionValues');
  if (values && Object.keys(values).length > 0) {
    const read = readAttributes(values, `${path}[expressionValues]`);
    input['ExpressionAttributeValues'] = { ...(input['ExpressionAttributeValues'] as object), ...read };
  }
}

/** Adds the section called `name` of a request when it is there. */
export function addSection(
  input: DynamoInput,
  parameter: keyof typeof ALLOWED & string,
  document: RequestDocument,
  path: string,
  name: string,
): void {
  const section = readObject(document, path, name);
  if (section) addExpression(input, parameter, section, `${path}[${name}]`);
}
