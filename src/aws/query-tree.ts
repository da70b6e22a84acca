// The flat parameters of the Query protocol as the structure they stand for, the same that a JSON protocol would send: lists are
// written `Tags.member.1.Key`, maps `Attributes.entry.1.key` and `.value`. For services whose operations take that shape.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#serialization
import type { DoorRequest } from '../lib/door.js';
import { splitUrl } from '../lib/door.js';

interface Node {
  text?: string;
  readonly below: Map<string, Node>;
}

function put(root: Node, path: readonly string[], text: string): void {
  let node = root;
  for (const part of path) {
    let next = node.below.get(part);
    if (!next) {
      next = { below: new Map() };
      node.below.set(part, next);
    }
    node = next;
  }
  node.text = text;
}

/** In the order of their numbers. */
const numbered = (node: Node): readonly Node[] =>
  [...node.below].sort(([a], [b]) => Number(a) - Number(b)).map(([, one]) => one);

function valueOfNode(node: Node): unknown {
  if (node.below.size === 0) return node.text ?? '';
  const [only] = node.below.size === 1 ? node.below : [];
  if (only?.[0] === 'member') return numbered(only[1]).map(valueOfNode);
  if (only?.[0] === 'entry') {
    return Object.fromEntries(
      numbered(only[1]).map(({ below }) => {
        // Maps of message attributes say Name and Value.
        const key = below.get('key') ?? below.get('Name');
        const value = below.get('value') ?? below.get('Value');
        return [key?.text ?? '', value ? valueOfNode(value) : ''];
      }),
    );
  }
  return Object.fromEntries([...node.below].map(([name, one]) => [name, valueOfNode(one)]));
}

/** `{Action: 'Publish', MessageAttributes: {size: {DataType: 'Number', StringValue: '3'}}}`; every leaf is text. */
export function readQueryTree(request: DoorRequest): Readonly<Record<string, unknown>> {
  const text = request.method === 'GET' ? splitUrl(request.url).query : Buffer.from(request.body).toString('utf8');
  const root: Node = { below: new Map() };
  for (const [name, value] of new URLSearchParams(text)) put(root, name.split('.'), value);
  return Object.fromEntries([...root.below].map(([name, node]) => [name, valueOfNode(node)]));
}
