// Where in the user's files a part of the schema stands. Everything that reports on a schema asks it.
import { type ASTNode, GraphQLError } from 'graphql';
import type { SourceText } from '../../definition/model.js';
import type { Place } from '../../lib/diagnostics.js';

export function placeOf(error: GraphQLError, texts: readonly SourceText[]): Place {
  const source = error.source ?? error.nodes?.[0]?.loc?.source;
  const position = error.locations?.[0];
  const text = texts.find((one) => (one.place.file ?? 'schema') === source?.name);
  if (!text || !position) return text?.place ?? texts[0]?.place ?? {};
  // A schema that stands inside a template begins at that template's line.
  return { ...text.place, line: position.line + (text.place.line ?? 1) - 1, column: position.column };
}

export const placeOfNode = (node: ASTNode, texts: readonly SourceText[]): Place =>
  placeOf(new GraphQLError('', { nodes: [node] }), texts);
