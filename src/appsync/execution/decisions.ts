// What a caller may not read of one document. documents.ts keeps one of these beside each document: the fields it uses are
// listed at the first question, and each kind of caller is decided about once. Runs no resolver and writes no answer.
import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Caller } from '../auth/identity.js';
import type { Denial, Rules, SchemaField } from '../auth/rules.js';

/** The fields of a document that are closed to a caller; never empty. */
export interface Denied {
  readonly fields: ReadonlyMap<SchemaField, Denial>;
  /** The same for callers who are denied the same: `Post.secret,Query.drafts`. */
  readonly key: string;
}

export interface Decisions {
  /** Undefined: the caller may read all that the document asks for. */
  deniedTo(caller: Caller): Denied | undefined;
}

/** Callers that one document remembers; the oldest is decided about again. */
const MOST_CALLERS = 100;

export function createDecisions(schema: GraphQLSchema, rules: Rules, document: DocumentNode): Decisions {
  const kept = new Map<string, Denied | undefined>();
  let uses: ReturnType<typeof fieldsOf> | undefined;

  const decide = (caller: Caller): Denied | undefined => {
    const fields = new Map<SchemaField, Denial>();
    const names: string[] = [];
    uses ??= fieldsOf(schema, document);
    for (const [field, type] of uses) {
      const denial = rules.denial(caller, type, field);
      if (!denial) continue;
      fields.set(field, denial);
      names.push(`${type.name}.${field.name}`);
    }
    return fields.size === 0 ? undefined : { fields, key: names.sort().join(',') };
  };

  return {
    deniedTo(caller) {
      if (!rules.closing && !caller.denies && !caller.deniedByDefault && caller.rank === 'default') return undefined;
      const { key } = caller;
      if (kept.has(key)) return kept.get(key);
      const denied = decide(caller);
      kept.set(key, denied);
      if (kept.size > MOST_CALLERS) kept.delete(kept.keys().next().value!);
      return denied;
    },
  };
}

/**
 * The fields that a valid document may resolve, with the object types that own them: a field asked of an interface is one of
 * each of its types. The schema's questions about itself (`__typename`, `__schema`) are nobody's: AppSync answers them to
 * whoever was let in (aws/aws-appsync-community#20).
 */
function fieldsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
): ReadonlyMap<SchemaField, Parameters<Rules['denial']>[1]> {
  const uses = new Map<SchemaField, Parameters<Rules['denial']>[1]>();
  // Types of one interface mostly agree on a field's type: what is below it is walked once for each type, not for each owner.
  const walked = new Map<SelectionSetNode, Set<string>>();
  const walk = (set: SelectionSetNode, typeName: string): void => {
    const before = walked.get(set);
    if (before?.has(typeName)) return;
    if (before) before.add(typeName);
    else walked.set(set, new Set([typeName]));
    const type = schema.getType(typeName);
    const owners = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
    for (const selection of set.selections) {
      // What a named fragment selects is walked where it is defined.
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, selection.typeCondition?.name.value ?? typeName);
        continue;
      }
      for (const owner of owners) {
        const field = owner.getFields()[selection.name.value];
        if (!field) continue;
        uses.set(field, owner);
        if (selection.selectionSet) walk(selection.selectionSet, getNamedType(field.type).name);
      }
    }
  };
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) {
      const root = schema.getRootType(node.operation);
      if (root) walk(node.selectionSet, root.name);
    } else if (node.kind === Kind.FRAGMENT_DEFINITION) {
      walk(node.selectionSet, node.typeCondition.name.value);
    }
  }
  return uses;
}
