// What a schema's texts declare, readable even where they make no schema: so that the first fault does not hide the second.
// build.ts makes it of what it parsed; the checks of compile-api.ts and auth/check-rules.ts read it. Nothing here runs a request.
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type OperationTypeNode,
} from 'graphql';

type Roots = Readonly<Partial<Record<OperationTypeNode, string>>>;

/** What the root types are called where no `schema { ... }` says it. */
const USUAL_ROOTS: Roots = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

export interface DeclaredType {
  /** Of the type and its extensions. */
  readonly directives: readonly ConstDirectiveNode[];
  readonly fields: ReadonlyMap<string, Pick<FieldDefinitionNode, 'name' | 'directives'>>;
}

export interface Declared {
  /** Every type that has fields. */
  readonly types: ReadonlyMap<string, DeclaredType>;
  /** The names of the root types, whether they have fields or not. */
  readonly roots: Roots;
  /** False when a text could not be parsed: what is not declared here may be declared there. */
  readonly whole: boolean;
}

interface Collected extends DeclaredType {
  readonly directives: ConstDirectiveNode[];
  readonly fields: Map<string, FieldDefinitionNode>;
}

const nothing = (): Collected => ({ directives: [], fields: new Map() });

export function declaredBy(definitions: readonly DefinitionNode[], whole: boolean): Declared {
  const types = new Map<string, Collected>();
  const named = definitions.some(({ kind }) => kind === Kind.SCHEMA_DEFINITION);
  const roots: { -readonly [operation in keyof Roots]: string } = named ? {} : { ...USUAL_ROOTS };
  for (const node of definitions) {
    switch (node.kind) {
      case Kind.SCHEMA_DEFINITION:
      case Kind.SCHEMA_EXTENSION:
        for (const { operation, type } of node.operationTypes ?? []) roots[operation] = type.name.value;
        break;
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION: {
        const type = types.get(node.name.value) ?? nothing();
        types.set(node.name.value, type);
        type.directives.push(...(node.directives ?? []));
        for (const field of node.fields ?? []) type.fields.set(field.name.value, field);
        break;
      }
    }
  }
  return { types, roots, whole };
}
