// YAML or JSON text -> a tree that knows the line of every value. Used for offsync.yaml, templates and YAML workflows.
// CloudFormation's short tags become their long form here (`!Sub x` -> {Fn::Sub: x}), so nobody else knows them.
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document as YamlDocument,
  type Node as YamlNode,
} from 'yaml';
import type { Place } from '../lib/diagnostics.js';
import { messageOf } from '../lib/errors.js';
import { found } from './diagnostics.js';
import type { Findings } from './findings.js';

export type Scalar = string | number | boolean | null;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: Scalar;
  /** As written, for values that are text wherever they go (a parameter's default of 1.10). */
  readonly source: string;
  readonly place: Place;
}
export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly DocumentNode[];
  readonly place: Place;
}
export interface Entry {
  readonly key: string;
  readonly place: Place;
  readonly value: DocumentNode;
}
export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly place: Place;
}
export type DocumentNode = ScalarNode | ListNode | MapNode;

const MOST_NODES = 500_000;
const DEEPEST = 200;

class TooLarge extends Error {}

/** `!Ref` and `!Condition` keep their name; every other short tag is a function. */
function longForm(tag: string): string {
  const name = tag.slice(1);
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::') ? name : `Fn::${name}`;
}

/**
 * Parses a document. `file` is what places show. A syntax error gives diagnostics and undefined; a key that stands twice
 * gives a warning, and the last one counts.
 */
export function parseTree(text: string, file: string, findings: Findings): DocumentNode | undefined {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  let count = 0;
  let document: YamlDocument.Parsed;

  const scalar = (value: unknown, source: string, place: Place): ScalarNode => {
    // An account id with a leading zero, or a number too long for a double, is text to AWS.
    const exact = typeof value !== 'number' || !/^[-+]?0\d|^\d{16,}$/.test(source);
    const kept = value === null || typeof value === 'boolean' || typeof value === 'string' || exact ? value : source;
    return { kind: 'scalar', value: typeof kept === 'bigint' ? source : (kept as Scalar), source, place };
  };

  const tagged = (name: string, inner: DocumentNode): MapNode => {
    let value = inner;
    if (name === 'Fn::GetAtt' && inner.kind === 'scalar' && typeof inner.value === 'string') {
      const dot = inner.value.indexOf('.');
      const parts = dot < 0 ? [inner.value] : [inner.value.slice(0, dot), inner.value.slice(dot + 1)];
      value = { kind: 'list', items: parts.map((part) => scalar(part, part, inner.place)), place: inner.place };
    }
    return { kind: 'map', entries: new Map([[name, { key: name, place: inner.place, value }]]), place: inner.place };
  };

  const convert = (node: YamlNode | null, at: Place, depth: number): DocumentNode => {
    count += 1;
    if (count > MOST_NODES || depth > DEEPEST) throw new TooLarge();
    if (node === null) return scalar(null, '', at);
    if (isAlias(node)) {
      const target = node.resolve(document);
      return target === undefined ? scalar(null, '', at) : convert(target as YamlNode, at, depth + 1);
    }
    const place = node.range ? placeAt(node.range[0]) : at;
    const plain = untagged(node, place, depth);
    return node.tag?.startsWith('!') && node.tag.length > 1 && node.tag !== '!!'
      ? tagged(longForm(node.tag), plain)
      : plain;
  };

  const untagged = (node: YamlNode, place: Place, depth: number): DocumentNode => {
    if (isSeq(node)) {
      const items = node.items.map((item) => convert(item as YamlNode | null, place, depth + 1));
      return { kind: 'list', items, place };
    }
    if (isMap(node)) {
      const entries = new Map<string, Entry>();
      for (const pair of node.items) {
        const keyNode = pair.key as YamlNode | null;
        const keyPlace = keyNode?.range ? placeAt(keyNode.range[0]) : place;
        const key = isScalar(keyNode) ? (keyNode.source ?? String(keyNode.value)) : String(keyNode);
        if (entries.has(key)) {
          findings.report(found.DUPLICATE_KEY(`The key "${key}" stands twice; the last one counts.`, keyPlace));
          entries.delete(key);
        }
        entries.set(key, { key, place: keyPlace, value: convert(pair.value as YamlNode | null, keyPlace, depth + 1) });
      }
      return { kind: 'map', entries, place };
    }
    if (!isScalar(node)) return scalar(null, '', place);
    const source = node.source ?? String(node.value ?? '');
    // A block scalar's range begins at its `|`; its text begins on the next line.
    const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    const begin = block ? { file, line: (place.line ?? 1) + 1 } : place;
    return scalar(node.value, source, begin);
  };

  try {
    document = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: false,
      logLevel: 'silent',
      prettyErrors: false,
    });
    for (const error of document.errors) findings.report(found.YAML_SYNTAX(error.message, placeAt(error.pos[0])));
    if (document.errors.length > 0) return undefined;
    return convert(document.contents, { file, line: 1, column: 1 }, 0);
  } catch (error) {
    // The parser itself recurses: a document nested thousands deep ends its stack.
    const why =
      error instanceof TooLarge || error instanceof RangeError
        ? 'The document is nested too deeply or holds too many values.'
        : messageOf(error);
    findings.report(found.YAML_SYNTAX(why, { file }));
    return undefined;
  }
}

/** The tree as plain JSON values. */
export function toPlain(node: DocumentNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  // fromEntries makes own properties even of `__proto__`.
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
}

/** The place of the value at `path`, or of the deepest part of the path that exists. */
export function placeOf(node: DocumentNode, path: readonly PropertyKey[]): Place {
  let at: DocumentNode = node;
  let place = node.place;
  for (const step of path) {
    if (at.kind === 'map') {
      const entry = at.entries.get(String(step));
      if (!entry) break;
      place = entry.place;
      at = entry.value;
    } else if (at.kind === 'list') {
      const item = at.items[Number(step)];
      if (!item) break;
      place = item.place;
      at = item;
    } else break;
  }
  return place;
}

/** The value of a map's key; undefined for an absent key or anything but a map. */
export function child(node: DocumentNode | undefined, key: string): DocumentNode | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}
