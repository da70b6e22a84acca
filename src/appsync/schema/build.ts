// From the app's schema texts to one executable GraphQLSchema. Called once per revision by compile(); never throws for
// what a schema may hold.
import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLNullableType,
  type GraphQLSchema,
  type GraphQLType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
  parse,
  Source,
  validateSchema,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import type { SourceText } from '../../definition/model.js';
import type { Diagnostic, Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { type Declared, declaredBy } from './declared.js';
import { DIRECTIVES } from './directives.js';
import { type MisplacedRule, withoutMisplacedRules } from './misplaced-rules.js';
import { placeOf, placeOfNode } from './place.js';
import { SCALAR_TYPES } from './scalars/index.js';

export interface BuiltSchema {
  /** Undefined when an error was found. */
  readonly schema: GraphQLSchema | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Mutation field -> the subscription fields that @aws_subscribe ties to it. */
  readonly subscriptions: ReadonlyMap<string, readonly string[]>;
  /** What the texts declare, errors or not. */
  readonly declared: Declared;
}

interface Parsed {
  readonly document: DocumentNode;
  readonly declared: Declared;
}

/** Every text parsed and joined; declarations of what AppSync knows anyway are left out. */
function parseTexts(texts: readonly SourceText[], diagnostics: Diagnostic[]): Parsed {
  let whole = true;
  const definitions: DefinitionNode[] = [];
  const misplaced: MisplacedRule[] = [];
  const known = new Set(DIRECTIVES.map((directive) => directive.name.value));
  for (const text of texts) {
    try {
      // A byte order mark and blank files are harmless.
      const body = text.text.replace(/^\uFEFF/, '');
      if (/^[\s,]*(?:#[^\n]*\s*)*$/.test(body)) continue;
      for (const node of parse(new Source(body, text.place.file ?? 'schema')).definitions) {
        if (node.kind === Kind.DIRECTIVE_DEFINITION && known.has(node.name.value)) continue;
        if (node.kind === Kind.SCALAR_TYPE_DEFINITION) {
          if (!SCALAR_TYPES.has(node.name.value)) {
            const line = node.loc ? node.loc.startToken.line + (text.place.line ?? 1) - 1 : undefined;
            diagnostics.push(
              found.CUSTOM_SCALAR(`scalar ${node.name.value}: AppSync has no custom scalars.`, {
                ...text.place,
                ...(line === undefined ? {} : { line }),
              }),
            );
            definitions.push(node);
          }
          continue;
        }
        definitions.push(withoutMisplacedRules(node, misplaced));
      }
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      whole = false;
      diagnostics.push(found.SCHEMA_SYNTAX(error.message, placeOf(error, texts)));
    }
  }
  reportMisplaced(misplaced, texts, diagnostics);
  return {
    document: { kind: Kind.DOCUMENT, definitions: [...DIRECTIVES, ...definitions] },
    declared: declaredBy(definitions, whole),
  };
}

/** buildASTSchema knows scalars by name only: ours, which coerce as AWS does, are put in their place. */
function declareScalars(document: DocumentNode): DocumentNode {
  const scalars = [...SCALAR_TYPES.keys()]
    .filter((name) => !['ID', 'String', 'Int', 'Float', 'Boolean'].includes(name))
    .map((name) => ({ kind: Kind.SCALAR_TYPE_DEFINITION, name: { kind: Kind.NAME, value: name } }) as const);
  return { ...document, definitions: [...scalars, ...document.definitions] };
}

/** AWS takes them and so do we; but whoever wrote them believes that they close something. */
function reportMisplaced(
  misplaced: readonly MisplacedRule[],
  texts: readonly SourceText[],
  diagnostics: Diagnostic[],
): void {
  for (const name of new Set(misplaced.map(({ directive }) => directive.name.value))) {
    const rules = misplaced.filter(({ directive }) => directive.name.value === name);
    const shown = rules.slice(0, 3).map(({ where }) => where);
    const more = rules.length > 3 ? ` and ${rules.length - 3} more` : '';
    const message = `@${name} on ${shown.join(', ')}${more}: it has an effect on object types and their fields only.`;
    diagnostics.push(found.AUTH_RULE_WITHOUT_EFFECT(message, placeOfNode(rules[0]!.directive, texts)));
  }
}

function tieSubscriptions(
  { types, roots }: Declared,
  texts: readonly SourceText[],
  diagnostics: Diagnostic[],
): Map<string, string[]> {
  const ties = new Map<string, string[]>();
  const mutations = types.get(roots.mutation ?? '')?.fields;
  for (const [subscription, { directives = [] }] of types.get(roots.subscription ?? '')?.fields ?? []) {
    for (const directive of directives) {
      if (directive.name.value !== 'aws_subscribe') continue;
      const list = directive.arguments?.find((argument) => argument.name.value === 'mutations')?.value;
      const names = list?.kind === Kind.LIST ? list.values : list ? [list] : [];
      for (const name of names) {
        if (name.kind !== Kind.STRING) continue;
        if (!mutations?.has(name.value)) {
          diagnostics.push(
            found.SUBSCRIPTION_MUTATION(
              `Subscription.${subscription} waits for Mutation.${name.value}, which does not exist.`,
              placeOfNode(name, texts),
            ),
          );
          continue;
        }
        ties.set(name.value, [...(ties.get(name.value) ?? []), subscription]);
      }
    }
  }
  return ties;
}

export function buildSchema(texts: readonly SourceText[], place: Place): BuiltSchema {
  const diagnostics: Diagnostic[] = [];
  const { document: parsed, declared } = parseTexts(texts, diagnostics);
  const none = (): BuiltSchema => ({ schema: undefined, diagnostics, subscriptions: new Map(), declared });
  // What a broken text would have declared is not known: more about the rest would be guesses.
  if (!declared.whole) return none();
  const document = declareScalars(parsed);
  if (!document.definitions.some((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION)) {
    diagnostics.push(found.SCHEMA_MISSING('No schema definition exists.', place));
    return none();
  }
  const subscriptions = tieSubscriptions(declared, texts, diagnostics);
  const faults = [...validateSDL(document)];
  if (faults.length === 0) {
    const schema = buildASTSchema(document, { assumeValidSDL: true });
    useScalars(schema);
    faults.push(...validateSchema(schema));
    if (faults.length === 0 && !diagnostics.some((one) => one.severity === 'error'))
      return { schema, diagnostics, subscriptions, declared };
  }
  for (const fault of faults) diagnostics.push(found.SCHEMA_INVALID(fault.message, placeOf(fault, texts)));
  return none();
}

/**
 * graphql-js keeps the five default scalars as shared objects, so their coercion can't be handed in when a schema is
 * built; every place of this schema that names a scalar is pointed to ours instead, before anybody sees it.
 */
function useScalars(schema: GraphQLSchema): void {
  const types = schema.getTypeMap();
  const replace = <T extends GraphQLType>(type: T): T => {
    if (isNonNullType(type)) {
      const inner = replace(type.ofType as GraphQLType);
      return inner === type.ofType ? type : (new GraphQLNonNull(inner as GraphQLNullableType) as GraphQLType as T);
    }
    if (isListType(type)) {
      const inner = replace(type.ofType as GraphQLType);
      return inner === type.ofType ? type : (new GraphQLList(inner) as GraphQLType as T);
    }
    return isScalarType(type) ? ((SCALAR_TYPES.get(type.name) as GraphQLType as T | undefined) ?? type) : type;
  };
  for (const type of Object.values(types)) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        field.type = replace(field.type);
        for (const argument of field.args as readonly { type: GraphQLInputType }[])
          argument.type = replace(argument.type);
      }
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) field.type = replace(field.type);
    } else if (isScalarType(type)) {
      types[type.name] = SCALAR_TYPES.get(type.name) ?? type;
    }
  }
  // Variables may name any scalar, used in the schema or not.
  for (const [name, type] of SCALAR_TYPES) types[name] ??= type;
}
