// Parses and validates each query text once per program and keeps the outcome. Bounded: the least recently used go.

import type { GraphQLSchema } from 'graphql';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import type { Trace } from '../../lib/trace.js';
import type { Rules } from '../auth/rules.js';
import { createDecisions, type Decisions } from './decisions.js';
import type { ErrorEntry } from './entries.js';
import { validateDocument } from './validation/index.js';

export interface Prepared {
  readonly document: DocumentNode;
  /** By name; an anonymous operation stands under ''. */
  readonly operations: ReadonlyMap<string, OperationDefinitionNode>;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Validation errors; empty when the document may run. */
  readonly errors: readonly ErrorEntry[];
  /** Who may not read which of its fields. */
  readonly decisions: Decisions;
}

export interface Documents {
  /** Undefined when the text is no GraphQL document at all. */
  prepare(query: string, trace?: Trace): Prepared | undefined;
}

const MOST_KEPT = 1000;
/** Of all texts kept together: a parsed document takes some hundred times its text. */
const MOST_CHARACTERS = 200_000;
/** Tokens a document may have; parsing stops there (graphql-js's own guard). */
const MOST_TOKENS = 15_000;

/** `introspection` false: queries about the schema itself are refused. */
export function createDocuments(schema: GraphQLSchema, rules: Rules, introspection = true): Documents {
  const kept = new Map<string, Prepared>();
  let characters = 0;
  return {
    prepare(query, trace) {
      const known = kept.get(query);
      if (known) {
        // Re-inserting keeps a Map in order of use.
        if (kept.size > MOST_KEPT / 2) {
          kept.delete(query);
          kept.set(query, known);
        }
        return known;
      }
      let document: DocumentNode;
      const parsed = trace?.begin('parsing', {});
      try {
        document = parse(query, { maxTokens: MOST_TOKENS });
      } catch (error) {
        if (error instanceof GraphQLError) return undefined;
        throw error;
      } finally {
        parsed?.();
      }
      const operations = new Map<string, OperationDefinitionNode>();
      const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
      for (const node of document.definitions) {
        if (node.kind === Kind.OPERATION_DEFINITION) operations.set(node.name?.value ?? '', node);
        if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
      }
      const validated = trace?.begin('validation', {});
      const prepared: Prepared = {
        document,
        operations,
        fragments,
        errors: validateDocument(schema, document, introspection),
        decisions: createDecisions(schema, rules, document),
      };
      validated?.();
      kept.set(query, prepared);
      characters += query.length;
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_KEPT && characters <= MOST_CHARACTERS) break;
        kept.delete(oldest);
        characters -= oldest.length;
      }
      return prepared;
    },
  };
}

/** The operation a request means, as graphql-over-http says it; undefined when it can't be told. */
export function chooseOperation(prepared: Prepared, name: string | undefined): OperationDefinitionNode | undefined {
  if (name !== undefined && name !== '') return prepared.operations.get(name);
  return prepared.operations.size === 1 ? prepared.operations.values().next().value : undefined;
}
