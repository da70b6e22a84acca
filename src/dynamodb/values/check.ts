// Reads attribute values as they come from a request: refuses what DynamoDB refuses, normalises the rest and measures
// it. Every value that enters the engine passes here once.
import { isObject } from '../../lib/json.js';
import { requestFault, serializationFault, TEXT } from '../faults.js';
import { normaliseNumber, numberSize } from './number.js';
import { type AttributeValue, compareStrings, type Item, setAttribute, VALUE_TYPES, type ValueType } from './value.js';

/** An attribute and what is nested in it have 32 levels (ServiceQuotas: nested attribute depth). */
const MAX_DEPTH = 31;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function jsonKind(value: unknown): string {
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
}

/** SerializationException in the words of the service's JSON reader. */
export function wrongJson(value: unknown, wanted: string): never {
  if (Array.isArray(value)) throw serializationFault('Start of list found where not expected');
  if (isObject(value)) throw serializationFault('Start of structure or map found where not expected');
  throw serializationFault(`${jsonKind(value)} cannot be converted to ${wanted}`);
}

function textMember(value: unknown): string {
  return typeof value === 'string' ? value : wrongJson(value, 'String');
}

function members(value: unknown): string[] {
  if (!Array.isArray(value)) throw serializationFault('Unexpected field type');
  return value.map(textMember);
}

function binary(value: unknown): string {
  if (typeof value !== 'string') return wrongJson(value, 'Blob');
  if (value.length % 4 !== 0 || !BASE64.test(value)) {
    throw serializationFault('Invalid Base64 text: a binary value could not be decoded');
  }
  return value;
}

/** Bytes that `base64` text stands for. */
export function binarySize(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/** Adds up the size of what is read, as DynamoDB counts it (CapacityUnitCalculations.md). */
export interface Meter {
  size: number;
}

/** What a message shows of a set: in order up to the first repeated member, then as it came (recorded). */
function quoteRepeated(members: readonly string[], order: (a: string, b: string) => number, comma: string): string {
  const seen = new Set<string>();
  const repeat = members.findIndex((member) => seen.size === seen.add(member).size);
  return [...members.slice(0, repeat).sort(order), ...members.slice(repeat)].map((member) => `"${member}"`).join(comma);
}

function compareBinaries(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'base64'), Buffer.from(b, 'base64'));
}

function readSet(type: 'SS' | 'NS' | 'BS', given: unknown, meter: Meter): AttributeValue {
  const read = members(given);
  if (type === 'SS') {
    if (read.length === 0) throw requestFault(TEXT.emptyStringSet);
    if (new Set(read).size < read.length) {
      const quoted = quoteRepeated(read, compareStrings, ', ');
      throw requestFault(TEXT.duplicateStrings(quoted), TEXT.duplicateStrings(read.join(', ')));
    }
    for (const member of read) meter.size += Buffer.byteLength(member);
    return { SS: read };
  }
  if (type === 'NS') {
    if (read.length === 0) throw requestFault(TEXT.emptyNumberSet);
    const numbers = read.map(normaliseNumber);
    if (new Set(numbers).size < numbers.length) throw requestFault(TEXT.duplicateNumbers, TEXT.duplicateNumbersOlder);
    for (const member of numbers) meter.size += numberSize(member);
    return { NS: numbers };
  }
  read.forEach(binary);
  if (read.length === 0) throw requestFault(TEXT.emptyBinarySet);
  if (new Set(read).size < read.length) {
    const quoted = quoteRepeated(read, compareBinaries, ',');
    throw requestFault(TEXT.duplicateBinaries(quoted), TEXT.duplicateBinaries(read.join(', ')));
  }
  for (const member of read) meter.size += binarySize(member);
  return { BS: read };
}

function readTyped(type: ValueType, given: unknown, meter: Meter, depth: number): AttributeValue {
  switch (type) {
    case 'S': {
      const text = textMember(given);
      meter.size += Buffer.byteLength(text);
      return { S: text };
    }
    case 'N': {
      const number = normaliseNumber(textMember(given));
      meter.size += numberSize(number);
      return { N: number };
    }
    case 'B': {
      const bytes = binary(given);
      meter.size += binarySize(bytes);
      return { B: bytes };
    }
    case 'BOOL':
      if (typeof given !== 'boolean') return wrongJson(given, 'Boolean');
      meter.size += 1;
      return { BOOL: given };
    case 'NULL':
      if (typeof given !== 'boolean') return wrongJson(given, 'Boolean');
      if (!given) throw requestFault(TEXT.falseNull);
      meter.size += 1;
      return { NULL: true };
    case 'L':
      if (!Array.isArray(given)) throw serializationFault('Unexpected field type');
      meter.size += 3 + given.length;
      return { L: given.map((value) => readValue(value, meter, depth + 1)) };
    case 'M':
      if (!isObject(given)) throw serializationFault('Unexpected field type');
      meter.size += 3 + Object.keys(given).length;
      return { M: readAttributes(given, meter, depth + 1) };
    default:
      return readSet(type, given, meter);
  }
}

/** One value; `depth` counts the lists and maps around it. */
export function readValue(given: unknown, meter: Meter, depth = 0): AttributeValue {
  if (!isObject(given)) {
    if (given === null || given === undefined) throw requestFault(TEXT.emptyValue);
    throw serializationFault('Unexpected value type in payload');
  }
  if (depth > MAX_DEPTH) throw requestFault(TEXT.nesting);
  let found: ValueType | undefined;
  for (const member in given) {
    const value = given[member];
    if (value === undefined || value === null || !VALUE_TYPES.includes(member as ValueType)) continue;
    if (found !== undefined) throw requestFault(TEXT.manyTypes);
    found = member as ValueType;
  }
  if (found === undefined) throw requestFault(TEXT.emptyValue);
  return readTyped(found, given[found], meter, depth);
}

/** The attributes of an item, a key or a map. */
export function readAttributes(given: Readonly<Record<string, unknown>>, meter: Meter, depth = 0): Item {
  const item: Item = {};
  if (Object.hasOwn(given, '')) throw requestFault(TEXT.emptyName);
  for (const name of Object.keys(given)) {
    meter.size += Buffer.byteLength(name);
    setAttribute(item, name, readValue(given[name], meter, depth));
  }
  return item;
}

/** Size of a value that is already normalised. */
export function valueSize(value: AttributeValue): number {
  const meter = { size: 0 };
  readValue(value, meter);
  return meter.size;
}

/** Size of an item that is already normalised: names and values. */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name of Object.keys(item)) size += Buffer.byteLength(name) + valueSize(item[name]!);
  return size;
}
