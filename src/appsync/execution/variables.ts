// Checks a request's variables against the operation, with graphql-java's texts. graphql-js coerces them again when it
// executes; by then they are known to be good.
import {
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { messageOf } from '../../lib/errors.js';
import { isObject } from '../../lib/json.js';
import { javaKind, javaText } from '../schema/scalars/java-text.js';
import { type ErrorEntry, locate } from './entries.js';

class VariableFault extends Error {}

/**
 * The first fault of the variables, or undefined. A missing value is told by the outer variable's name with the inner
 * type, an ill-formed one by the inner field's name: recorded, odd as it is.
 */
export function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): ErrorEntry | undefined {
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type) as GraphQLInputType | undefined;
    if (!type) continue;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined && definition.defaultValue) continue;
    try {
      check(type, value, name, name);
    } catch (error) {
      if (!(error instanceof VariableFault)) throw error;
      return { path: null, locations: locate([definition]), message: error.message };
    }
  }
  return undefined;
}

function check(type: GraphQLInputType, value: unknown, outer: string, inner: string): void {
  if (isNonNullType(type)) {
    if (value === null || value === undefined)
      throw new VariableFault(`Variable '${outer}' has coerced Null value for NonNull type '${String(type)}'`);
    check(type.ofType, value, outer, inner);
    return;
  }
  if (value === null || value === undefined) return;
  if (isListType(type)) {
    for (const item of Array.isArray(value) ? value : [value]) check(type.ofType, item, outer, inner);
    return;
  }
  if (isInputObjectType(type)) {
    if (!isObject(value))
      throw new VariableFault(
        `Variable '${inner}' has an invalid value. Expected type 'Map' but was '${javaKind(value)}'.`,
      );
    const fields = type.getFields();
    for (const name of Object.keys(value)) {
      // The trailing blank is graphql-java's.
      if (!fields[name])
        throw new VariableFault(
          `The variables input contains a field name '${name}' that is not defined for input object type '${type.name}' `,
        );
    }
    for (const field of Object.values(fields)) {
      const member = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
      if (member === undefined && field.defaultValue !== undefined) continue;
      check(field.type, member, outer, field.name);
    }
    return;
  }
  if (isEnumType(type)) {
    if (typeof value !== 'string' || !type.getValue(value)) {
      throw new VariableFault(
        `Variable '${inner}' has an invalid value. Invalid input for Enum '${type.name}'. No value found for name '${javaText(value)}'`,
      );
    }
    return;
  }
  if (isScalarType(type)) {
    try {
      type.parseValue(value);
    } catch (error) {
      throw new VariableFault(`Variable '${inner}' has an invalid value. ${messageOf(error)}`);
    }
  }
}
