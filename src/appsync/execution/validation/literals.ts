// Literals in a document: whether one fits a type, and how graphql-java prints it in a WrongType message.
import {
  type GraphQLInputType,
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

/** Variables always fit here; their own rule looks at them. */
export function literalFits(node: ValueNode, type: GraphQLInputType): boolean {
  if (node.kind === Kind.VARIABLE) return true;
  if (isNonNullType(type)) return node.kind !== Kind.NULL && literalFits(node, type.ofType);
  if (node.kind === Kind.NULL) return true;
  if (isListType(type)) {
    return node.kind === Kind.LIST
      ? node.values.every((item) => literalFits(item, type.ofType))
      : literalFits(node, type.ofType);
  }
  if (isInputObjectType(type)) {
    if (node.kind !== Kind.OBJECT) return false;
    const fields = type.getFields();
    const given = new Set(node.fields.map((field) => field.name.value));
    if (
      node.fields.some(
        (field) => !fields[field.name.value] || !literalFits(field.value, fields[field.name.value]!.type),
      )
    )
      return false;
    return Object.values(fields).every(
      (field) => given.has(field.name) || !isNonNullType(field.type) || field.defaultValue !== undefined,
    );
  }
  if (isEnumType(type)) return node.kind === Kind.ENUM && type.getValue(node.value) !== undefined;
  try {
    return type.parseLiteral(node) !== undefined;
  } catch {
    return false;
  }
}
