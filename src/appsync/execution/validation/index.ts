// The registry of validation rules, and the one traversal that runs them all. Called once per document.
import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  TypeInfo,
  visit,
  visitInParallel,
  visitWithTypeInfo,
} from 'graphql';
import { type ErrorEntry, locate } from '../entries.js';
import {
  argumentsAreKnown,
  argumentsAreUnique,
  argumentsFitTheirTypes,
  requiredArgumentsAreGiven,
} from './arguments.js';
import { directivesAreKnown, fieldsDoNotConflict, operationsAreNamed, subscriptionsHaveOneField } from './document.js';
import { fieldsExist, leavesHaveNoSelection } from './fields.js';
import {
  fragmentsAreUnique,
  fragmentsAreUsed,
  fragmentsExist,
  fragmentsFitTheirPlace,
  fragmentsHaveNoCycles,
} from './fragments.js';
import type { Rule, RuleContext } from './rule.js';
import { typesAreKnown, variablesAreDeclaredAndUsed, variablesAreUnique } from './variables.js';

export const RULES: readonly Rule[] = [
  operationsAreNamed,
  subscriptionsHaveOneField,
  typesAreKnown,
  fieldsExist,
  leavesHaveNoSelection,
  argumentsAreKnown,
  argumentsAreUnique,
  requiredArgumentsAreGiven,
  argumentsFitTheirTypes,
  directivesAreKnown,
  variablesAreUnique,
  variablesAreDeclaredAndUsed,
  fragmentsAreUnique,
  fragmentsExist,
  fragmentsHaveNoCycles,
  fragmentsFitTheirPlace,
  fragmentsAreUsed,
  fieldsDoNotConflict,
];

/** A document has at most this many errors in its answer. */
const MOST_ERRORS = 100;

export function validateDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  introspection: boolean,
  rules: readonly Rule[] = RULES,
): readonly ErrorEntry[] {
  const errors: ErrorEntry[] = [];
  const types = new TypeInfo(schema);
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  // The names of the fields (and of the fragment) that the traversal is inside of.
  const path: string[] = [];
  const context: RuleContext = {
    schema,
    document,
    types,
    introspection,
    fragments,
    report(type, description, nodes, place = path) {
      if (errors.length >= MOST_ERRORS) return;
      const at = place.length > 0 ? ` @ '${place.join('/')}'` : '';
      errors.push({
        path: null,
        locations: locate(nodes),
        message: `Validation error of type ${type}: ${description}${at}`,
      });
    },
  };
  const isStep = (node: ASTNode): node is FragmentDefinitionNode =>
    node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_DEFINITION;
  const track = {
    enter: (node: ASTNode) => {
      if (isStep(node)) path.push(node.name.value);
    },
  };
  const untrack = {
    leave: (node: ASTNode) => {
      if (isStep(node)) path.pop();
    },
  };
  visit(document, visitWithTypeInfo(types, visitInParallel([track, ...rules.map((rule) => rule(context)), untrack])));
  return errors;
}
