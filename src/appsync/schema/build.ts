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
  visit,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import type { SourceText } from '../../definition/model.js';
import type { Diagnostic, Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { DIRECTIVES } from './directives.js';
import { SCALAR_TYPES } from './scalars/index.js';

export interface BuiltSchema {
  /** Undefined when an error was found. */
  readonly schema: GraphQLSchema | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Mutation field -> the subscription fields that @aws_subscribe ties to it. */
  readonly subscriptions: ReadonlyMap<string, readonly string[]>;
}

function placeOf(error: GraphQLError, texts: readonly SourceText[]): Place {
  const source = error.source ?? error.nodes?.[0]?.loc?.source;
  const position = error.locations?.[0];
  const text = texts.find((one) => (one.place.file ?? 'schema') === source?.name);
  if (!text || !position) return text?.place ?? texts[0]?.place ?? {};
  // A schema that stands inside a template begins at that template's line.
  return { ...text.place, line: position.line + (text.place.line ?? 1) - 1, column: position.column };
}

/** Every text parsed and joined; declarations of what AppSync knows anyway are left out. */
function parseTexts(texts: readonly SourceText[], diagnostics: Diagnostic[]): DocumentNode {
  const definitions: DefinitionNode[] = [];
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
        definitions.push(node);
      }
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      diagnostics.push(found.SCHEMA_SYNTAX(error.message, placeOf(error, texts)));
    }
  }
  return { kind: Kind.DOCUMENT, definitions: [...DIRECTIVES, ...definitions] };
}

/** buildASTSchema knows scalars by name only: ours, which coerce as AWS does, are put in their place. */
function declareScalars(document: DocumentNode): DocumentNode {
  const scalars = [...SCALAR_TYPES.keys()]
    .filter((name) => !['ID', 'String', 'Int', 'Float', 'Boolean'].includes(name))
    .map((name) => ({ kind: Kind.SCALAR_TYPE_DEFINITION, name: { kind: Kind.NAME, value: name } }) as const);
  return { ...document, definitions: [...scalars, ...document.definitions] };
}

/** Rules that would close a field on AWS and don't here must not go unsaid. */
function reportAuthRules(document: DocumentNode, texts: readonly SourceText[], diagnostics: Diagnostic[]): void {
  const rules = new Map<string, number>();
  let first: GraphQLError | undefined;
  visit(document, {
    Directive(node) {
      const name = node.name.value;
      if (!/^aws_(auth|api_key|iam|oidc|lambda|cognito_user_pools)$/.test(name)) return;
      rules.set(name, (rules.get(name) ?? 0) + 1);
      first ??= new GraphQLError('', { nodes: [node] });
    },
  });
  if (!first) return;
  const shown = [...rules].map(([name, count]) => `@${name} (${count})`).join(', ');
  diagnostics.push(
    found.AUTH_RULE_NOT_ENFORCED(
      `${shown}: authorization rules in the schema are not enforced.`,
      placeOf(first, texts),
    ),
  );
}

function tieSubscriptions(
  schema: GraphQLSchema,
  texts: readonly SourceText[],
  diagnostics: Diagnostic[],
): Map<string, string[]> {
  const ties = new Map<string, string[]>();
  const mutations = schema.getMutationType()?.getFields() ?? {};
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    for (const directive of field.astNode?.directives ?? []) {
      if (directive.name.value !== 'aws_subscribe') continue;
      const list = directive.arguments?.find((argument) => argument.name.value === 'mutations')?.value;
      const names = list?.kind === Kind.LIST ? list.values : list ? [list] : [];
      for (const name of names) {
        if (name.kind !== Kind.STRING) continue;
        if (!(name.value in mutations)) {
          const at = new GraphQLError('', { nodes: [name] });
          diagnostics.push(
            found.SUBSCRIPTION_MUTATION(
              `Subscription.${field.name} waits for Mutation.${name.value}, which does not exist.`,
              placeOf(at, texts),
            ),
          );
          continue;
        }
        ties.set(name.value, [...(ties.get(name.value) ?? []), field.name]);
      }
    }
  }
  return ties;
}

export function buildSchema(texts: readonly SourceText[], place: Place): BuiltSchema {
  const diagnostics: Diagnostic[] = [];
  const none = (): BuiltSchema => ({ schema: undefined, diagnostics, subscriptions: new Map() });
  const document = declareScalars(parseTexts(texts, diagnostics));
  if (diagnostics.some((one) => one.severity === 'error')) return none();
  if (!document.definitions.some((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION)) {
    diagnostics.push(found.SCHEMA_MISSING('No schema definition exists.', place));
    return none();
  }
  const faults = [...validateSDL(document)];
  if (faults.length === 0) {
    const schema = buildASTSchema(document, { assumeValidSDL: true });
    useScalars(schema);
    faults.push(...validateSchema(schema));
    if (faults.length === 0) {
      const subscriptions = tieSubscriptions(schema, texts, diagnostics);
      reportAuthRules(document, texts, diagnostics);
      return {
        schema: diagnostics.some((one) => one.severity === 'error') ? undefined : schema,
        diagnostics,
        subscriptions,
      };
    }
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
