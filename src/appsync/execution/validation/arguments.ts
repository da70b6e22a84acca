// UnknownArgument, MissingFieldArgument, MissingDirectiveArgument, WrongType.
import { isNonNullType } from 'graphql';
import { javaLiteral, literalFits } from './literals.js';
import type { Rule } from './rule.js';

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
    if (!type || literalFits(node.value, type)) return;
    context.report(
      'WrongType',
      `argument '${node.name.value}' with value '${javaLiteral(node.value)}' is not a valid '${String(type).replace(/!$/, '')}'`,
      [node],
    );
  },
});
