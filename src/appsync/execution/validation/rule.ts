// What a validation rule works with. The texts are graphql-java's, which AppSync runs on: `Validation error of type
// FieldUndefined: Field 'x' in type 'Query' is undefined @ 'x'`. Each rule file says which types of error it reports.
import type { ASTNode, ASTVisitor, DocumentNode, FragmentDefinitionNode, GraphQLSchema, TypeInfo } from 'graphql';

export interface RuleContext {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly types: TypeInfo;
  /** False when the API is set not to describe itself. */
  readonly introspection: boolean;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Reports an error at the place the traversal has reached. */
  report(type: string, description: string, nodes: readonly ASTNode[]): void;
}

export type Rule = (context: RuleContext) => ASTVisitor;
