// What the schema declares at a path of a response, for the words of an error entry. execute.ts asks when a field failed;
// nothing of it runs for an operation without errors.
import {
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isListType,
  type OperationDefinitionNode,
} from 'graphql';
import { eachField, type SelectionContext } from './selection.js';

/** The declared type at a response path, and the name of the type that declares it. Walked only when a field failed. */
export function typeAt(
  selection: SelectionContext,
  operation: OperationDefinitionNode,
  path: readonly (string | number)[],
): { readonly type: GraphQLOutputType; readonly parent: string } | undefined {
  const { schema } = selection;
  let parent = schema.getRootType(operation.operation)?.name ?? '';
  let sets = [operation.selectionSet];
  let type: GraphQLOutputType | undefined;
  for (const part of path) {
    if (typeof part === 'number') {
      const list = type && getNullableType(type);
      type = isListType(list) ? (list.ofType as GraphQLOutputType) : type;
      continue;
    }
    if (type) parent = getNamedType(type).name;
    const nodes = sets.flatMap((set) => {
      const named: { name: string; selectionSet: (typeof sets)[number] | undefined }[] = [];
      eachField(set, selection, undefined, (field) => {
        if ((field.alias ?? field.name).value === part)
          named.push({ name: field.name.value, selectionSet: field.selectionSet });
      });
      return named;
    });
    const owner = schema.getType(parent);
    const candidates = owner && 'getFields' in owner ? [owner] : owner && 'getTypes' in owner ? owner.getTypes() : [];
    const field = candidates
      .map((one) => ('getFields' in one ? one.getFields()[nodes[0]?.name ?? ''] : undefined))
      .find((one) => one !== undefined);
    if (!field || !('args' in field)) return undefined;
    type = field.type as GraphQLOutputType;
    sets = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));
  }
  return type && { type, parent };
}
