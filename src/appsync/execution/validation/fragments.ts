// DuplicateFragmentName, UndefinedFragment, UnusedFragment, FragmentCycle, InlineFragmentTypeConditionInvalid, FragmentTypeConditionInvalid,
// InvalidFragmentType.
import {
  doTypesOverlap,
  type GraphQLCompositeType,
  isCompositeType,
  Kind,
  type NamedTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { type Rule, type RuleContext, repeated } from './rule.js';

function spreadsIn(set: SelectionSetNode): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection.name.value];
    return selection.selectionSet ? spreadsIn(selection.selectionSet) : [];
  });
}

export const fragmentsAreUnique: Rule = (context) => ({
  Document(document) {
    for (const node of repeated(document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)))
      context.report('DuplicateFragmentName', `There can be only one fragment named '${node.name.value}'`, [node]);
  },
});

export const fragmentsExist: Rule = (context) => ({
  FragmentSpread(node) {
    if (!context.fragments.has(node.name.value))
      context.report('UndefinedFragment', `Undefined fragment ${node.name.value}`, [node]);
  },
});

export const fragmentsAreUsed: Rule = (context) => ({
  Document: {
    leave(document) {
      const used = new Set<string>();
      const follow = (name: string): void => {
        const fragment = context.fragments.get(name);
        if (used.has(name) || !fragment) return;
        used.add(name);
        for (const next of spreadsIn(fragment.selectionSet)) follow(next);
      };
      for (const node of document.definitions) {
        if (node.kind === Kind.OPERATION_DEFINITION) for (const name of spreadsIn(node.selectionSet)) follow(name);
      }
      for (const [name, fragment] of context.fragments)
        if (!used.has(name)) context.report('UnusedFragment', `Unused fragment ${name}`, [fragment]);
    },
  },
});

export const fragmentsHaveNoCycles: Rule = (context) => ({
  FragmentDefinition(node) {
    const seen = new Set<string>();
    const reaches = (name: string): boolean => {
      const fragment = context.fragments.get(name);
      if (!fragment || seen.has(name)) return false;
      seen.add(name);
      return spreadsIn(fragment.selectionSet).some((next) => next === node.name.value || reaches(next));
    };
    if (reaches(node.name.value)) context.report('FragmentCycle', 'Fragment cycles not allowed', [node]);
  },
});

function compositeOf(context: RuleContext, condition: NamedTypeNode | undefined): GraphQLCompositeType | undefined {
  const type = condition && context.schema.getType(condition.name.value);
  return isCompositeType(type) ? type : undefined;
}

export const fragmentsFitTheirPlace: Rule = (context) => ({
  InlineFragment(node) {
    const condition = node.typeCondition;
    if (!condition || !context.schema.getType(condition.name.value)) return;
    const type = compositeOf(context, condition);
    if (!type) {
      context.report(
        'InlineFragmentTypeConditionInvalid',
        'Inline fragment type condition is invalid, must be on Object/Interface/Union',
        [node],
      );
      return;
    }
    const parent = context.types.getParentType();
    if (parent && !doTypesOverlap(context.schema, type, parent)) {
      context.report(
        'InvalidFragmentType',
        `Fragment cannot be spread here as objects of type ${parent.name} can never be of type ${type.name}`,
        [node],
      );
    }
  },
  FragmentSpread(node) {
    const type = compositeOf(context, context.fragments.get(node.name.value)?.typeCondition);
    const parent = context.types.getParentType();
    if (type && parent && !doTypesOverlap(context.schema, type, parent)) {
      context.report(
        'InvalidFragmentType',
        `Fragment ${node.name.value} cannot be spread here as objects of type ${parent.name} can never be of type ${type.name}`,
        [node],
      );
    }
  },
  FragmentDefinition(node) {
    if (context.schema.getType(node.typeCondition.name.value) && !compositeOf(context, node.typeCondition)) {
      context.report(
        'FragmentTypeConditionInvalid',
        'Fragment type condition is invalid, must be on Object/Interface/Union',
        [node],
      );
    }
  },
});
