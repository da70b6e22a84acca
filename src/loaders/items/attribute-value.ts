// Plain values as DynamoDB JSON, for seeds and imports. Whether a value is a good one is for the table to say.
import { isObject } from '../../lib/json.js';
import type { Item } from './item-reader.js';

const TYPE_OF_VALUE: Readonly<Record<string, (value: unknown) => boolean>> = {
  S: (value) => typeof value === 'string',
  N: (value) => typeof value === 'string',
  B: (value) => typeof value === 'string',
  BOOL: (value) => typeof value === 'boolean',
  NULL: (value) => value === true,
  M: isObject,
  L: Array.isArray,
  SS: Array.isArray,
  NS: Array.isArray,
  BS: Array.isArray,
};

export function isAttributeValue(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [type, ...others] = Object.keys(value);
  if (type === undefined || others.length > 0 || !Object.hasOwn(TYPE_OF_VALUE, type)) return false;
  return TYPE_OF_VALUE[type]!(value[type]);
}

/** True when every attribute is DynamoDB JSON. */
export function isMarshalled(item: Item): boolean {
  for (const name in item) if (!isAttributeValue(item[name])) return false;
  return true;
}

/** A number that a double would round, until it is an attribute (json.ts). */
export class LongNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function attributeValue(value: unknown): Item {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value instanceof LongNumber) return { N: value.text };
  if (Array.isArray(value)) return { L: value.map(attributeValue) };
  if (isObject(value)) return { M: marshal(value) };
  return { NULL: true };
}

export function marshal(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeValue(value)]));
}
