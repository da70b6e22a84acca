// Literals in a document: whether one fits a type, and how graphql-java prints it in a WrongType message.
import {
  type GraphQLInputType,
  type GraphQLScalarType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ValueNode,
} from 'graphql';

/** `StringValue{value='x'}`, `ObjectValue{objectFields=[ObjectField{name='a', value=IntValue{value=1}}]}`, ... */
export function javaLiteral(node: ValueNode): string {
  switch (node.kind) {
    case Kind.STRING:
      return `StringValue{value='${node.value}'}`;
    case Kind.INT:
      return `IntValue{value=${node.value}}`;
    case Kind.FLOAT:
      return `FloatValue{value=${node.value}}`;
    case Kind.BOOLEAN:
      return `BooleanValue{value=${node.value}}`;
    case Kind.NULL:
      return 'NullValue{}';
    case Kind.ENUM:
      return `EnumValue{name='${node.value}'}`;
    case Kind.VARIABLE:
      return `VariableReference{name='${node.name.value}'}`;
    case Kind.LIST:
      return `ArrayValue{values=[${node.values.map(javaLiteral).join(', ')}]}`;
    case Kind.OBJECT:
      return `ObjectValue{objectFields=[${node.fields.map((field) => `ObjectField{name='${field.name.value}', value=${javaLiteral(field.value)}}`).join(', ')}]}`;
  }
}

/** Where in a literal something does not fit, and graphql-java's words for it. */
export interface LiteralFault {
  /** Below the argument: `.filter.tags[0]`. */
  readonly path: string;
  /** The innermost value that does not fit. */
  readonly node: ValueNode;
  readonly words: string;
}

/**
 * The first thing that keeps a literal from fitting a type, as graphql-java's ArgumentValidationUtil finds and words it
 * (seen at AWS: aws-appsync-community#273, "is missing required fields '[test]'"). Variables always fit: their own rule looks
 * at them.
 */
export function literalFault(node: ValueNode, type: GraphQLInputType, path = ''): LiteralFault | undefined {
  const fault = (words: string): LiteralFault => ({ path, node, words });
  if (node.kind === Kind.VARIABLE) return undefined;
  if (node.kind === Kind.NULL) return isNonNullType(type) ? fault('must not be null') : undefined;
  if (isNonNullType(type)) return literalFault(node, type.ofType, path);
  if (isListType(type)) {
    if (node.kind !== Kind.LIST) return literalFault(node, type.ofType, path);
    for (const [index, item] of node.values.entries()) {
      const found = literalFault(item, type.ofType, `${path}[${index}]`);
      if (found) return found;
    }
    return undefined;
  }
  if (isInputObjectType(type)) {
    if (node.kind !== Kind.OBJECT) return fault('must be an object type');
    const fields = type.getFields();
    const given = new Set(node.fields.map((field) => field.name.value));
    const missing = Object.values(fields).filter(
      (field) => !given.has(field.name) && isNonNullType(field.type) && field.defaultValue === undefined,
    );
    if (missing.length > 0)
      return fault(`is missing required fields '[${missing.map(({ name }) => name).join(', ')}]'`);
    for (const { name, value } of node.fields) {
      const field = fields[name.value];
      if (!field) return fault(`contains a field not in '${type.name}': '${name.value}'`);
      const found = literalFault(value, field.type, `${path}.${name.value}`);
      if (found) return found;
    }
    return undefined;
  }
  const fitting = isEnumType(type)
    ? node.kind === Kind.ENUM && type.getValue(node.value) !== undefined
    : parses(type, node);
  return fitting ? undefined : fault(`is not a valid '${type.name}'`);
}

function parses(type: GraphQLScalarType, node: ValueNode): boolean {
  try {
    return type.parseLiteral(node) !== undefined;
  } catch {
    return false;
  }
}
