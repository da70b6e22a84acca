// What a validation rule works with. The texts are graphql-java's, which AppSync runs on: `Validation error of type
// FieldUndefined: Field 'x' in type 'Query' is undefined @ 'x'`. Each rule file says which types of error it reports.
import type {
  ASTNode,
  ASTVisitor,
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  NameNode,
  TypeInfo,
} from 'graphql';

export interface RuleContext {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly types: TypeInfo;
  /** False when the API is set not to describe itself. */
  readonly introspection: boolean;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Reports an error at the place the traversal has reached, or at the fields named by `path`. */
  report(type: string, description: string, nodes: readonly ASTNode[], path?: readonly string[]): void;
}

export type Rule = (context: RuleContext) => ASTVisitor;

export type Named = ASTNode & { readonly name: NameNode };

/** The nodes whose name stands before them in the list. */
export function repeated<T extends { readonly name: NameNode }>(nodes: readonly T[] | undefined): T[] {
  const seen = new Set<string>();
  return (nodes ?? []).filter(({ name }) => seen.size === seen.add(name.value).size);
}
