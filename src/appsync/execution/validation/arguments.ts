// UnknownArgument, MissingFieldArgument, MissingDirectiveArgument, WrongType, DuplicateArgumentNames, UniqueObjectFieldName.
import { isNonNullType } from 'graphql';
import { javaLiteral, literalFault } from './literals.js';
import { type Named, type Rule, repeated } from './rule.js';

export const argumentsAreKnown: Rule = (context) => ({
  Argument(node) {
    const directive = context.types.getDirective();
    const owner = directive ?? context.types.getFieldDef();
    if (!owner || owner.args.some((argument) => argument.name === node.name.value)) return;
    context.report(
      'UnknownArgument',
      directive ? `Unknown directive argument ${node.name.value}` : `Unknown field argument ${node.name.value}`,
      [node],
    );
  },
});

export const requiredArgumentsAreGiven: Rule = (context) => {
  const missing = (
    owner:
      | { readonly args: readonly { readonly name: string; readonly type: unknown; readonly defaultValue?: unknown }[] }
      | null
      | undefined,
    given: readonly { readonly name: { readonly value: string } }[] | undefined,
  ) =>
    (owner?.args ?? []).filter(
      (argument) =>
        isNonNullType(argument.type) &&
        argument.defaultValue === undefined &&
        !given?.some((one) => one.name.value === argument.name),
    );
  return {
    Field(node) {
      for (const argument of missing(context.types.getFieldDef(), node.arguments)) {
        context.report('MissingFieldArgument', `Missing field argument ${argument.name}`, [node]);
      }
    },
    Directive(node) {
      for (const argument of missing(context.types.getDirective(), node.arguments)) {
        context.report('MissingDirectiveArgument', `Missing directive argument ${argument.name}`, [node]);
      }
    },
  };
};

export const argumentsFitTheirTypes: Rule = (context) => ({
  Argument(node) {
    const type = context.types.getArgument()?.type;
    const fault = type && literalFault(node.value, type);
    if (!fault) return;
    const { path, node: value, words } = fault;
    context.report('WrongType', `argument '${node.name.value}${path}' with value '${javaLiteral(value)}' ${words}`, [
      node,
    ]);
  },
});

/** Of arguments, and of the fields of an object literal. */
export const argumentsAreUnique: Rule = (context) => {
  const check = (type: string, what: string, nodes: readonly Named[] | undefined): void => {
    for (const node of repeated(nodes))
      context.report(type, `There can be only one ${what} named '${node.name.value}'`, [node]);
  };
  return {
    Field: (node) => check('DuplicateArgumentNames', 'argument', node.arguments),
    Directive: (node) => check('DuplicateArgumentNames', 'argument', node.arguments),
    ObjectValue: (node) => check('UniqueObjectFieldName', 'field', node.fields),
  };
};
