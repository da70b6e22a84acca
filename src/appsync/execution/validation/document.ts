// LoneAnonymousOperationViolation, DuplicateOperationName, NonExecutableDefinition, UnknownDirective, MisplacedDirective,
// DuplicateDirectiveName, FieldsConflict,
// SubscriptionMultipleRootFields, SubscriptionIntrospectionRootField.
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
  visitInParallel,
  visitWithTypeInfo,
} from 'graphql';
import { type Rule, repeated } from './rule.js';

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
    const [field] = node.selectionSet.selections;
    if (node.operation === 'subscription' && field?.kind === Kind.FIELD && field.name.value.startsWith('__')) {
      context.report(
        'SubscriptionIntrospectionRootField',
        `Subscription operation '${node.name?.value ?? ''}' root field '${field.name.value}' cannot be an introspection field`,
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
  const check = (directives: readonly DirectiveNode[] | undefined, place: string, node: string): void => {
    for (const directive of directives ?? []) {
      const known = context.schema.getDirective(directive.name.value);
      if (!known) context.report('UnknownDirective', `Unknown directive ${directive.name.value}`, [directive]);
      else if (!(known.locations as readonly string[]).includes(place))
        context.report('MisplacedDirective', `Directive ${directive.name.value} not allowed here`, [directive]);
    }
    for (const directive of repeated(directives)) {
      if (context.schema.getDirective(directive.name.value)?.isRepeatable) continue;
      context.report(
        'DuplicateDirectiveName',
        `Directives must be uniquely named within a location. The directive '${directive.name.value}' used on a '${node}' is not unique.`,
        [directive],
      );
    }
  };
  return {
    enter(node) {
      if (node.kind === Kind.OPERATION_DEFINITION) check(node.directives, node.operation.toUpperCase(), node.kind);
      else if (PLACES[node.kind]) check((node as FieldNode).directives, PLACES[node.kind]!, node.kind);
    },
  };
};

type Pair = readonly [FieldNode, FieldNode];

const keyOf = (node: FieldNode): string => (node.alias ?? node.name).value;

const isInside = (inner: FieldNode, outer: FieldNode): boolean =>
  inner.loc !== undefined &&
  outer.loc !== undefined &&
  inner.loc.start >= outer.loc.start &&
  inner.loc.end <= outer.loc.end;

/** `a: b and c are different fields`, or for a conflict further down `a: (b: ..., c: ...)`. The first pair is the outermost. */
function conflictOf([pair, ...below]: readonly Pair[], typeOf: (node: FieldNode) => string): string {
  if (!pair) return '';
  const [first, second] = pair;
  const groups: Pair[][] = [];
  for (const one of below) {
    const group = groups.at(-1);
    if (group?.[0] && isInside(one[0], group[0][0])) group.push(one);
    else groups.push([one]);
  }
  if (groups.length > 0) return `${keyOf(first)}: (${groups.map((group) => conflictOf(group, typeOf)).join(', ')})`;
  const words = (node: FieldNode): string => (node.arguments ?? []).map(print).sort().join();
  const reason =
    first.name.value !== second.name.value
      ? `${first.name.value} and ${second.name.value} are different fields`
      : words(first) !== words(second)
        ? 'they have differing arguments'
        : `they return differing types ${typeOf(first)} and ${typeOf(second)}`;
  return `${keyOf(first)}: ${reason}`;
}

/** graphql-js finds the conflicts; the words are graphql-java's. */
export const fieldsDoNotConflict: Rule = (context) => ({
  Document(document) {
    const types = new TypeInfo(context.schema);
    const typeOf = new Map<FieldNode, string>();
    const conflicts: GraphQLError[] = [];
    const view = {
      getDocument: () => document,
      getSchema: () => context.schema,
      getFragment: (name: string) => context.fragments.get(name),
      getParentType: () => types.getParentType(),
      reportError: (error: GraphQLError) => conflicts.push(error),
    };
    const noteTypes = { Field: (node: FieldNode) => void typeOf.set(node, String(types.getType())) };
    const rule = OverlappingFieldsCanBeMergedRule(view as unknown as ValidationContext);
    visit(document, visitWithTypeInfo(types, visitInParallel([noteTypes, rule])));
    for (const { nodes } of conflicts) {
      // The fields of one side from the outside in, then those of the other.
      const fields = (nodes ?? []).filter((node): node is FieldNode => node.kind === Kind.FIELD);
      const half = fields.length / 2;
      const pairs = fields.slice(0, half).map((node, index): Pair => [node, fields[half + index]!]);
      context.report(
        'FieldsConflict',
        conflictOf(pairs, (node) => typeOf.get(node) ?? 'null'),
        fields,
      );
    }
  },
});
