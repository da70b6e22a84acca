// UndefinedVariable, UnusedVariable, DuplicateVariableName, UnknownType, NonInputTypeOnVariable, BadValueForDefaultArg, VariableTypeMismatch.
import {
  type FragmentDefinitionNode,
  type GraphQLInputType,
  GraphQLNonNull,
  isInputType,
  isNonNullType,
  isTypeSubTypeOf,
  Kind,
  type OperationDefinitionNode,
  parseType,
  TypeInfo,
  typeFromAST,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { javaLiteral, literalFault } from './literals.js';
import { type Rule, type RuleContext, repeated } from './rule.js';

interface Usage {
  readonly node: VariableNode;
  readonly type: GraphQLInputType | null | undefined;
  readonly hasDefault: boolean;
  /** The names of the fields, and fragments, it stands in. */
  readonly path: readonly string[];
}

/** Every use of a variable in an operation and the fragments it spreads. */
function usagesOf(operation: OperationDefinitionNode, context: RuleContext): Usage[] {
  const usages: Usage[] = [];
  const seen = new Set<string>();
  const path: string[] = [];
  const read = (definition: OperationDefinitionNode | FragmentDefinitionNode): void => {
    const types = new TypeInfo(context.schema);
    visit(
      definition,
      visitWithTypeInfo(types, {
        VariableDefinition: () => false,
        Field: { enter: ({ name }) => void path.push(name.value), leave: () => void path.pop() },
        Variable(node) {
          usages.push({
            node,
            path: [...path],
            type: types.getInputType(),
            hasDefault: types.getDefaultValue() !== undefined && types.getDefaultValue() !== null,
          });
        },
        FragmentSpread(node) {
          const fragment = context.fragments.get(node.name.value);
          if (!fragment || seen.has(node.name.value)) return;
          seen.add(node.name.value);
          path.push(node.name.value);
          read(fragment);
          path.pop();
        },
      }),
    );
  };
  read(operation);
  return usages;
}

/** Types of directives' arguments are graphql-js's own objects: what has the same name in this schema is meant. */
function fits(given: GraphQLInputType, wanted: GraphQLInputType, context: RuleContext): boolean {
  if (isTypeSubTypeOf(context.schema, given, wanted)) return true;
  const own = typeFromAST(context.schema, parseType(String(wanted)));
  return own !== undefined && isTypeSubTypeOf(context.schema, given, own);
}

export const variablesAreDeclaredAndUsed: Rule = (context) => ({
  OperationDefinition(operation) {
    const usages = usagesOf(operation, context);
    const declared = new Map((operation.variableDefinitions ?? []).map((one) => [one.variable.name.value, one]));
    for (const { node, type, hasDefault, path } of usages) {
      const name = node.name.value;
      const definition = declared.get(name);
      if (!definition) {
        context.report('UndefinedVariable', `Undefined variable ${name}`, [node], path);
        continue;
      }
      const given = typeFromAST(context.schema, definition.type) as GraphQLInputType | undefined;
      if (!given || !type) continue;
      const effective =
        definition.defaultValue && definition.defaultValue.kind !== Kind.NULL && !isNonNullType(given)
          ? new GraphQLNonNull(given)
          : given;
      const wanted = hasDefault && isNonNullType(type) ? type.ofType : type;
      if (!fits(effective, wanted, context)) {
        context.report(
          'VariableTypeMismatch',
          `Variable type '${String(given)}' doesn't match expected type '${String(type)}'`,
          [node],
          path,
        );
      }
    }
    for (const [name, definition] of declared) {
      if (!usages.some(({ node }) => node.name.value === name))
        context.report('UnusedVariable', `Unused variable ${name}`, [definition]);
    }
  },
  VariableDefinition(node) {
    const type = typeFromAST(context.schema, node.type);
    if (!type) return;
    if (!isInputType(type)) {
      context.report(
        'NonInputTypeOnVariable',
        `Input variable ${node.variable.name.value} type ${String(type)} is not an input type`,
        [node],
      );
    } else if (node.defaultValue && literalFault(node.defaultValue, type)) {
      context.report(
        'BadValueForDefaultArg',
        `Bad default value ${javaLiteral(node.defaultValue)} for type ${String(type)}`,
        [node],
      );
    }
  },
});

export const variablesAreUnique: Rule = (context) => ({
  OperationDefinition({ variableDefinitions }) {
    const named = variableDefinitions?.map((node) => ({ name: node.variable.name, node }));
    for (const { name, node } of repeated(named))
      context.report('DuplicateVariableName', `There can be only one variable named '${name.value}'`, [node]);
  },
});

export const typesAreKnown: Rule = (context) => ({
  NamedType(node) {
    if (!context.schema.getType(node.name.value))
      context.report('UnknownType', `Unknown type ${node.name.value}`, [node]);
  },
});
