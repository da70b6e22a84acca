// Sets in the items and updates of the dynamodb module. Its functions turn plain values into attribute values, so what
// toStringSet and its kin return must be told from a map that happens to have a member called SS.
import {
  type AttributeValue,
  toBinarySet,
  toDynamoDB,
  toNumberSet,
  toStringSet,
} from '../../dynamodb/attribute-values.js';
import { isPlainObject } from '../../plain.js';

export type Marshal = (value: unknown) => AttributeValue | null;

export function createSets() {
  const made = new WeakSet<object>();
  const marked =
    (create: (values: unknown) => AttributeValue | null) =>
    (values?: unknown): AttributeValue | null => {
      const set = create(values);
      if (set) made.add(set);
      return set;
    };

  const marshal: Marshal = (value) => {
    if (Array.isArray(value)) return { L: value.map(marshal) };
    if (!isPlainObject(value)) return toDynamoDB(value);
    return made.has(value) ? value : { M: marshalMap(value) };
  };

  /** Members that are undefined are no members, as in JSON. */
  function marshalMap(map: Readonly<Record<string, unknown>>): Record<string, AttributeValue | null> {
    const values: Record<string, AttributeValue | null> = {};
    for (const key of Object.keys(map)) {
      if (map[key] !== undefined) values[key] = marshal(map[key]);
    }
    return values;
  }

  return {
    marshal,
    marshalMap,
    isSet: (value: unknown): boolean => isPlainObject(value) && made.has(value),
    setMakers: {
      toStringSet: marked(toStringSet),
      toNumberSet: marked(toNumberSet),
      toBinarySet: marked(toBinarySet),
    },
  };
}
