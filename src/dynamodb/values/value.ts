// Attribute values in DynamoDB JSON: their types, equality, order and copies. Everything in the wing speaks these.
// Reading a value that came from outside is values/check.ts.
import { compareNumbers } from './number.js';

/** Exactly one member is there. Numbers are normalised text, binaries base64 text. */
export interface AttributeValue {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: Item;
}

export interface Item {
  [name: string]: AttributeValue;
}

export type ValueType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

export const VALUE_TYPES: readonly ValueType[] = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M'];

export function typeOf(value: AttributeValue): ValueType {
  for (const type in value) return type as ValueType;
  return 'NULL';
}

/** The attribute, or undefined: names such as `constructor` are not taken from the prototype. */
export function attributeOf(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** Sets an attribute of any name, `__proto__` too. */
export function setAttribute(item: Item, name: string, value: AttributeValue): void {
  if (name === '__proto__') {
    Object.defineProperty(item, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    item[name] = value;
  }
}

/** Half of a character above U+FFFF. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** Order of the UTF-8 bytes, which differs from JavaScript's above U+D7FF. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left === right) continue;
    const [high, higher] = [isSurrogate(left), isSurrogate(right)];
    return high === higher ? left - right : high ? 1 : -1;
  }
  return a.length - b.length;
}

/** Order of two values of one scalar type; undefined when there is none. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return compareStrings(a.S, b.S);
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.B !== undefined && b.B !== undefined)
    return Buffer.compare(Buffer.from(a.B, 'base64'), Buffer.from(b.B, 'base64'));
  return undefined;
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  const members = new Set(a);
  return b.every((member) => members.has(member));
}

/** Deep equality; sets have no order. Both sides are normalised. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  switch (type) {
    case 'SS':
    case 'NS':
    case 'BS':
      return sameMembers(a[type]!, b[type]!);
    case 'L':
      return a.L!.length === b.L!.length && a.L!.every((value, index) => equalValues(value, b.L![index]!));
    case 'M': {
      const names = Object.keys(a.M!);
      return (
        names.length === Object.keys(b.M!).length &&
        names.every((name) => Object.hasOwn(b.M!, name) && equalValues(a.M![name]!, b.M![name]!))
      );
    }
    default:
      return a[type] === b[type];
  }
}

export function cloneValue(value: AttributeValue): AttributeValue {
  if (value.L !== undefined) return { L: value.L.map(cloneValue) };
  if (value.M !== undefined) return { M: cloneItem(value.M) };
  if (value.SS !== undefined) return { SS: [...value.SS] };
  if (value.NS !== undefined) return { NS: [...value.NS] };
  if (value.BS !== undefined) return { BS: [...value.BS] };
  return { ...value };
}

export function cloneItem(item: Item): Item {
  const copy: Item = {};
  for (const name of Object.keys(item)) setAttribute(copy, name, cloneValue(item[name]!));
  return copy;
}
