// Fits items and keys to the key schema of their table and its indexes. Every operation that names an item asks here;
// the answer is the key under which storage/ keeps it.

import type { ServiceError } from '../../aws/errors.js';
import type { KeyAttribute } from '../../definition/model.js';
import { EmptyKeyFault, TEXT, validationFault } from '../faults.js';
import type { KeySchema, TableProgram } from '../program.js';
import { type AttributeValue, attributeOf, type Item, typeOf } from '../values/value.js';
import { tableKey } from './encode.js';

/** ServiceQuotas: partition key 2048 bytes, sort key 1024 bytes. */
const MAX_HASH = 2048;
const MAX_RANGE = 1024;

/** 'string' or 'binary' when the value is an empty one. */
function emptiness(value: AttributeValue): 'string' | 'binary' | undefined {
  if (value.S === '') return 'string';
  return value.B === '' ? 'binary' : undefined;
}

function checkEmpty(key: KeyAttribute, value: AttributeValue): void {
  const kind = emptiness(value);
  if (kind !== undefined) throw new EmptyKeyFault(TEXT.emptyKey(key.name, kind));
}

function byteLength(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  return value.B === undefined ? 0 : Buffer.byteLength(value.B, 'base64');
}

function checkLengths(hash: AttributeValue, range: AttributeValue | undefined): void {
  if (byteLength(hash) > MAX_HASH) throw validationFault(TEXT.hashTooLong);
  if (range !== undefined && byteLength(range) > MAX_RANGE) throw validationFault(TEXT.rangeTooLong);
}

/** The storage key of a request's `Key`, which must hold the key attributes and nothing else. */
export function keyOf(table: TableProgram, key: Item): Buffer {
  const { hash, range } = table;
  const first = attributeOf(key, hash.name);
  const second = range && attributeOf(key, range.name);
  const count = range ? 2 : 1;
  if (
    first === undefined ||
    (range && second === undefined) ||
    Object.keys(key).length !== count ||
    first[hash.type] === undefined ||
    (range && second![range.type] === undefined)
  ) {
    throw validationFault(TEXT.keyMismatch);
  }
  checkEmpty(hash, first);
  if (range) checkEmpty(range, second!);
  checkLengths(first, second);
  return tableKey(first, second);
}

/** The storage key of a whole item; its key attributes must be there in their types. A batch says it as of a key (recorded). */
export function keyOfItem(table: TableProgram, item: Item, batch = false): Buffer {
  const values = [table.hash, table.range].map((key) => {
    if (key === undefined) return undefined;
    const value = attributeOf(item, key.name);
    if (batch && value?.[key.type] === undefined) throw validationFault(TEXT.keyMismatch);
    if (value === undefined) throw validationFault(TEXT.missingKey(key.name));
    if (value[key.type] === undefined) throw validationFault(TEXT.keyType(key.name, key.type, typeOf(value)));
    checkEmpty(key, value);
    return value;
  });
  checkLengths(values[0]!, values[1]);
  return tableKey(values[0]!, values[1]);
}

/** Words for an index key that has a wrong type or is empty; a put and an update say it differently. */
export interface IndexKeyWords {
  wrongType(index: string, key: KeyAttribute, actual: string): ServiceError;
  empty(index: string, key: KeyAttribute, kind: 'string' | 'binary'): ServiceError;
}

export const PUT_WORDS: IndexKeyWords = {
  wrongType: (index, key, actual) => validationFault(TEXT.indexKeyType(index, key.name, key.type, actual)),
  empty: (index, key, kind) => new EmptyKeyFault(TEXT.emptyIndexKey(index, key.name, kind)),
};

export const UPDATE_WORDS: IndexKeyWords = {
  wrongType: () => validationFault(TEXT.updateIndexKeyType),
  empty: (_index, _key, kind) => new EmptyKeyFault(TEXT.updateEmptyIndexKey(kind)),
};

/** An update within a transaction says a wrong type as a put does (recorded). */
export const TRANSACT_UPDATE_WORDS: IndexKeyWords = { wrongType: PUT_WORDS.wrongType, empty: UPDATE_WORDS.empty };

/** Key attributes of indexes may be missing (the item is not in that index then), but not of another type, empty or too long. */
export function checkIndexKeys(table: TableProgram, item: Item, words: IndexKeyWords): void {
  for (const index of table.indexesByName) {
    for (const key of [index.hash, index.range]) {
      if (key === undefined || table.keyNames.includes(key.name)) continue;
      const value = attributeOf(item, key.name);
      if (value === undefined) continue;
      if (value[key.type] === undefined) throw words.wrongType(index.name, key, typeOf(value));
      const kind = emptiness(value);
      if (kind !== undefined) throw words.empty(index.name, key, kind);
      const isHash = key === index.hash;
      if (byteLength(value) > (isHash ? MAX_HASH : MAX_RANGE)) {
        throw validationFault(isHash ? TEXT.hashTooLong : TEXT.rangeTooLong);
      }
    }
  }
}

/** True when `key` holds exactly the attributes of `names`, those of `schemas` in their types. */
export function fitsSchemas(key: Item, names: readonly string[], schemas: readonly KeySchema[]): boolean {
  if (Object.keys(key).length !== names.length || !names.every((name) => Object.hasOwn(key, name))) return false;
  return schemas.every(({ hash, range }) =>
    [hash, range].every((attribute) => {
      if (attribute === undefined) return true;
      const value = key[attribute.name]![attribute.type];
      return value !== undefined && value !== '';
    }),
  );
}
