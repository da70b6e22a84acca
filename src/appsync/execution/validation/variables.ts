// UndefinedVariable, UnusedVariable, UnknownType, NonInputTypeOnVariable, BadValueForDefaultArg, VariableTypeMismatch.
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
import { javaLiteral, literalFits } from './literals.js';
import type { Rule, RuleContext } from './rule.js';

interface Usage {
  readonly node: VariableNode;
  readonly type: GraphQLInputType | null | undefined;
  readonly hasDefault: boolean;
}

/** Every use of a variable in an operation and the fragments it spreads. */
function usagesOf(operation: OperationDefinitionNode, context: RuleContext): Usage[] {
  const usages: Usage[] = [];
  const seen = new Set<string>();
  const read = (definition: OperationDefinitionNode | FragmentDefinitionNode): void => {
    const types = new TypeInfo(context.schema);
    visit(
      definition,
      visitWithTypeInfo(types, {
        VariableDefinition: () => false,
        Variable(node) {
          usages.push({
            node,
            type: types.getInputType(),
            hasDefault: types.getDefaultValue() !== undefined && types.getDefaultValue() !== null,
          });
        },
        FragmentSpread(node) {
          const fragment = context.fragments.get(node.name.value);
          if (!fragment || seen.has(node.name.value)) return;
          seen.add(node.name.value);
          read(fragment);
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
    const undefinedOnes = new Set<string>();
    for (const { node, type, hasDefault } of usages) {
      const name = node.name.value;
      const definition = declared.get(name);
      if (!definition) {
        if (!undefinedOnes.has(name)) context.report('UndefinedVariable', `Undefined variable ${name}`, [node]);
        undefinedOnes.add(name);
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
    } else if (node.defaultValue && !literalFits(node.defaultValue, type)) {
      context.report(
        'BadValueForDefaultArg',
        `Bad default value ${javaLiteral(node.defaultValue)} for type ${String(type)}`,
        [node],
      );
    }
  },
});

export const typesAreKnown: Rule = (context) => ({
  NamedType(node) {
    if (!context.schema.getType(node.name.value))
      context.report('UnknownType', `Unknown type ${node.name.value}`, [node]);
  },
});
