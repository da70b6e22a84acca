// Fn::ForEach of AWS::LanguageExtensions: one entry becomes several, with the identifier replaced in keys and values.
// Called where maps are evaluated (intrinsic-function-reference-foreach).
import { found } from '../diagnostics.js';
import type { DocumentNode, Entry, MapNode } from '../document.js';
import type { Evaluate } from './intrinsic.js';
import { calledRef } from './references.js';
import { type Scope, scalarText, UNRESOLVED } from './scope.js';

const PREFIX = 'Fn::ForEach::';

export function isForEach(key: string): boolean {
  return key.startsWith(PREFIX);
}

/** `${Id}` and `{Ref: Id}` become the value; `&{Id}` does so with letters and digits only, as logical ids need. */
function replace(node: DocumentNode, id: string, value: string): DocumentNode {
  const inText = (text: string): string =>
    text.replaceAll(`\${${id}}`, value).replaceAll(`&{${id}}`, value.replace(/[^A-Za-z0-9]/g, ''));
  if (node.kind === 'scalar') {
    return typeof node.value === 'string' && node.value.includes('{') ? { ...node, value: inText(node.value) } : node;
  }
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => replace(item, id, value)) };
  if (calledRef(node) === id) return { kind: 'scalar', value, source: value, place: node.place };
  const entries = new Map<string, Entry>();
  for (const entry of node.entries.values()) {
    const key = inText(entry.key);
    entries.set(key, { key, place: entry.place, value: replace(entry.value, id, value) });
  }
  return { ...node, entries };
}

/** The maps that the loop makes, one for each item of its collection; none after a diagnostic. */
export function expandForEach(entry: Entry, scope: Scope, evaluate: Evaluate): readonly MapNode[] {
  const refuse = (): readonly MapNode[] => {
    scope.report(
      found.INTRINSIC_INVALID(
        `${entry.key} takes [identifier, [items], {key with the identifier: value}].`,
        entry.place,
      ),
    );
    return [];
  };
  if (entry.value.kind !== 'list' || entry.value.items.length !== 3) return refuse();
  const [idNode, collection, body] = entry.value.items as [DocumentNode, DocumentNode, DocumentNode];
  if (idNode.kind !== 'scalar' || typeof idNode.value !== 'string' || body.kind !== 'map') return refuse();
  const id = idNode.value;
  const items = evaluate(collection, scope);
  if (items === UNRESOLVED) return [];
  // [!Ref List] is a list in a list: the collection is its items.
  const flat = Array.isArray(items) ? items.flat() : undefined;
  if (!flat?.every((item) => scalarText(item) !== undefined)) return refuse();
  return flat.map((item) => replace(body, id, scalarText(item)!) as MapNode);
}
