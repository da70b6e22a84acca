// S3's XML: answers out of plain values, and the few documents that requests bring. No namespaces, no attributes, no DTDs are
// read. Called by the door.
import { escapeXml } from '../../aws/xml-text.js';
import { malformedXml } from '../content/faults.js';

/** A list is an element for each of its members; undefined is left out; a time is an ISO date. */
function element(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join('');
  return `<${name}>${inner(value)}</${name}>`;
}

function inner(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('');
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function writeXml(root: string, value: unknown, namespace = true): string {
  const where = namespace ? ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"' : '';
  return `${HEAD}<${root}${where}>${inner(value)}</${root}>`;
}

export interface XmlNode {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlNode[];
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeText(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const TOKEN = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)[^>]*?(\/?)>|([^<]+)/gy;

/** The document's root, or MalformedXML. */
export function readXml(source: string): XmlNode {
  const roots: XmlNode[] = [];
  const open: { name: string; text: string; children: XmlNode[] }[] = [];
  let end = 0;
  for (const match of source.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    const [, closing, name, empty, text] = match;
    const top = open.at(-1);
    if (text !== undefined) {
      if (top) top.text += unescapeText(text);
    } else if (name !== undefined && closing === '/') {
      if (top?.name !== name) throw malformedXml();
      open.pop();
    } else if (name !== undefined) {
      const node = { name: name.slice(name.indexOf(':') + 1), text: '', children: [] };
      (top?.children ?? roots).push(node);
      if (empty !== '/') open.push(Object.assign(node, { name }));
    }
  }
  const [root] = roots;
  if (end !== source.length || open.length > 0 || roots.length !== 1 || !root) throw malformedXml();
  return root;
}

export function childrenOf(node: XmlNode, name: string): readonly XmlNode[] {
  return node.children.filter((child) => child.name === name);
}

/** The texts of its children by name. */
export function textsOf(node: XmlNode): Record<string, string> {
  return Object.fromEntries(node.children.map(({ name, text }) => [name, text]));
}
