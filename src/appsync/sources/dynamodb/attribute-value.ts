// DynamoDB's typed values on both sides of a request: what a handler wrote to what DynamoDB takes, and what DynamoDB
// gave to plain JSON. (js-aws-appsync-resolver-reference-dynamodb-typed-values-{request,responses}.md)
import { isObject } from '../../../lib/json.js';
import { RequestFault } from '../request-document.js';

/** `{ S: 'text' }`: one member, named after its type. */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A map of typed values as a handler writes it: numbers may be JSON numbers, binary any base64. */
export function readAttributes(values: Readonly<Record<string, unknown>>, path: string): Attributes {
  const read: Record<string, AttributeValue> = {};
  for (const name in values) read[name] = readValue(values[name], path, name);
  return read;
}

function wrong(path: string, name: string | number): RequestFault {
  return new RequestFault(`Expected JSON object for attribute value '${path}[${name}]'.`);
}

function readValue(value: unknown, path: string, name: string | number): AttributeValue {
  if (!isObject(value)) throw wrong(path, name);
  const types = Object.keys(value);
  const type = types[0];
  // "If more than one key-value pair is specified, the request object isn't parsed."
  if (types.length !== 1 || type === undefined) throw wrong(path, name);
  const inner = value[type];
  const list = (): readonly unknown[] => {
    if (!Array.isArray(inner)) throw wrong(path, name);
    return inner;
  };
  switch (type) {
    case 'S':
    case 'N':
      return { [type]: scalarText(inner, path, name) };
    case 'SS':
    case 'NS':
      return { [type]: list().map((item) => scalarText(item, path, name)) };
    case 'B':
      return { B: base64(scalarText(inner, path, name)) };
    case 'BS':
      return { BS: list().map((item) => base64(scalarText(item, path, name))) };
    case 'BOOL':
      if (typeof inner !== 'boolean' && inner !== 'true' && inner !== 'false') throw wrong(path, name);
      return { BOOL: inner === true || inner === 'true' };
    case 'NULL':
      // The guide writes {"NULL": null}, util.dynamodb gives {"NULL": null}; both mean the null value.
      return { NULL: true };
    case 'L':
      return { L: list().map((item, index) => readValue(item, `${path}[${name}]`, index)) };
    case 'M':
      if (!isObject(inner)) throw wrong(path, name);
      return { M: readAttributes(inner, `${path}[${name}]`) };
    default:
      throw new RequestFault(`Unsupported element '${path}[${name}][${type}]'.`);
  }
}

function scalarText(value: unknown, path: string, name: string | number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw wrong(path, name);
}

/** "any character that isn't in the base64 alphabet is ignored" (RFC 2045). */
function base64(text: string): string {
  return Buffer.from(text.replace(/[^A-Za-z0-9+/=]/g, ''), 'base64').toString('base64');
}

/** An item as response handlers see it; null for none. */
export function plainItem(item: unknown): Record<string, unknown> | null {
  if (!isObject(item)) return null;
  const plain: Record<string, unknown> = {};
  for (const name in item) plain[name] = plainValue(item[name] as AttributeValue);
  return plain;
}

export function plainItems(items: unknown): Record<string, unknown>[] {
  return Array.isArray(items) ? items.map((item) => plainItem(item) ?? {}) : [];
}

function plainValue(value: AttributeValue): unknown {
  for (const type in value) {
    const inner = value[type];
    switch (type) {
      case 'N':
        return Number(inner);
      case 'NS':
        return (inner as readonly string[]).map(Number);
      case 'NULL':
        return null;
      case 'L':
        return (inner as readonly AttributeValue[]).map(plainValue);
      case 'M':
        return plainItem(inner);
      default:
        return inner;
    }
  }
  return null;
}
