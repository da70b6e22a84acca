// LoneAnonymousOperationViolation, DuplicateOperationName, NonExecutableDefinition, UnknownDirective, MisplacedDirective,
// FieldsConflict, SubscriptionMultipleRootFields.
import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLError,
  isExecutableDefinitionNode,
  Kind,
  OverlappingFieldsCanBeMergedRule,
  print,
  TypeInfo,
  type ValidationContext,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Rule } from './rule.js';

export const operationsAreNamed: Rule = (context) => ({
  Document(document) {
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    const names = new Set<string>();
    for (const operation of operations) {
      const name = operation.name?.value;
      if (name === undefined) {
        if (operations.length > 1)
          context.report('LoneAnonymousOperationViolation', 'Anonymous operation with other operations.', [operation]);
      } else if (names.has(name)) {
        context.report('DuplicateOperationName', `There can be only one operation named '${name}'`, [operation]);
      } else names.add(name);
    }
    for (const node of document.definitions) {
      if (!isExecutableDefinitionNode(node)) {
        const name = 'name' in node && node.name ? node.name.value : 'schema';
        context.report('NonExecutableDefinition', `${name} is not executable`, [node]);
      }
    }
  },
});

/** AppSync takes one field in a subscription (aws-appsync-real-time-data.md). */
export const subscriptionsHaveOneField: Rule = (context) => ({
  OperationDefinition(node) {
    if (node.operation === 'subscription' && node.selectionSet.selections.length > 1) {
      context.report(
        'SubscriptionMultipleRootFields',
        `Subscription operation '${node.name?.value ?? ''}' must have exactly one root field`,
        [node],
      );
    }
  },
});

const PLACES: Readonly<Record<string, string>> = {
  [Kind.FIELD]: 'FIELD',
  [Kind.FRAGMENT_SPREAD]: 'FRAGMENT_SPREAD',
  [Kind.INLINE_FRAGMENT]: 'INLINE_FRAGMENT',
  [Kind.FRAGMENT_DEFINITION]: 'FRAGMENT_DEFINITION',
  [Kind.VARIABLE_DEFINITION]: 'VARIABLE_DEFINITION',
};

export const directivesAreKnown: Rule = (context) => {
  const check = (directives: readonly DirectiveNode[] | undefined, place: string): void => {
    for (const directive of directives ?? []) {
      const known = context.schema.getDirective(directive.name.value);
      if (!known) context.report('UnknownDirective', `Unknown directive ${directive.name.value}`, [directive]);
      else if (!(known.locations as readonly string[]).includes(place))
        context.report('MisplacedDirective', `Directive ${directive.name.value} not allowed here`, [directive]);
    }
  };
  return {
    enter(node) {
      if (node.kind === Kind.OPERATION_DEFINITION) check(node.directives, node.operation.toUpperCase());
      else if (PLACES[node.kind]) check((node as FieldNode).directives, PLACES[node.kind]!);
    },
  };
};

/** graphql-js finds the conflicts; the words are graphql-java's. */
export const fieldsDoNotConflict: Rule = (context) => ({
  Document(document) {
    const types = new TypeInfo(context.schema);
    const conflicts: GraphQLError[] = [];
    const view = {
      getDocument: () => document,
      getSchema: () => context.schema,
      getFragment: (name: string) => context.fragments.get(name),
      getParentType: () => types.getParentType(),
      reportError: (error: GraphQLError) => conflicts.push(error),
    };
    visit(document, visitWithTypeInfo(types, OverlappingFieldsCanBeMergedRule(view as unknown as ValidationContext)));
    for (const { nodes } of conflicts) {
      const [first, second] = (nodes ?? []).filter((node): node is FieldNode => node.kind === Kind.FIELD);
      if (!first) continue;
      const key = (first.alias ?? first.name).value;
      const words = (node: FieldNode): string =>
        (node.arguments ?? [])
          .map((one) => print(one))
          .sort()
          .join();
      const reason =
        second && second.name.value !== first.name.value
          ? `${first.name.value} and ${second.name.value} are different fields`
          : second && words(first) !== words(second)
            ? 'they have differing arguments'
            : 'they return differing types';
      context.report('FieldsConflict', `${key}: ${reason}`, nodes ?? []);
    }
  },
});
