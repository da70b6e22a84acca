// java.util.LinkedHashMap and Map.Entry (programming guide, "Loops", and every use of $ctx.stash).
import { checkedSize } from '../frame.js';
import { hashOf } from '../values/hash.js';
import { javaText } from '../values/text.js';
import { equals, JavaEntry, JavaList, JavaMap, type Value } from '../values/value.js';
import { type Method, type MethodTable, NO_METHOD, table, VOID } from './method.js';

type MapMethod = Method<JavaMap>;

const of =
  (run: (self: JavaMap) => Value): MapMethod =>
  (self, args) =>
    args.length === 0 ? run(self) : NO_METHOD;

const ofOne =
  (run: (self: JavaMap, key: Value) => Value): MapMethod =>
  (self, args) =>
    args.length === 1 ? run(self, args[0]!) : NO_METHOD;

const ofTwo =
  (run: (self: JavaMap, key: Value, value: Value) => Value): MapMethod =>
  (self, args) =>
    args.length === 2 ? run(self, args[0]!, args[1]!) : NO_METHOD;

function put(self: JavaMap, key: Value, value: Value): Value {
  const before = self.put(key, value);
  checkedSize(self.size);
  return before;
}

export const MAP_METHODS: MethodTable<JavaMap> = table<JavaMap>({
  size: of((self) => self.size),
  isEmpty: of((self) => self.size === 0),
  toString: of(javaText),
  hashCode: of((self) => hashOf(self)),
  clear: of((self) => {
    self.clear();
    return VOID;
  }),
  keySet: of((self) => JavaList.of(self.keys(), 'set', (key) => self.remove(key))),
  values: of((self) => JavaList.of(self.values(), 'collection', (value) => removeValue(self, value))),
  entrySet: of((self) =>
    JavaList.of(
      self.keys().map((key) => new JavaEntry(self, key)),
      'set',
      (entry) => entry instanceof JavaEntry && self.remove(entry.key),
    ),
  ),
  get: ofOne((self, key) => self.get(key)),
  containsKey: ofOne((self, key) => self.has(key)),
  containsValue: ofOne((self, value) => self.values().some((other) => equals(other, value))),
  equals: ofOne((self, other) => equals(self, other)),
  getOrDefault: ofTwo((self, key, fallback) => (self.has(key) ? self.get(key) : fallback)),
  put: ofTwo(put),
  putIfAbsent: ofTwo((self, key, value) => self.get(key) ?? put(self, key, value)),
  replace: (self, [key, first, second, ...rest]) => {
    if (key === undefined || first === undefined || rest.length > 0) return NO_METHOD;
    if (second === undefined) return self.has(key) ? self.put(key, first) : null;
    if (!self.has(key) || !equals(self.get(key), first)) return false;
    self.put(key, second);
    return true;
  },
  putAll: (self, [other, ...rest]) => {
    if (!(other instanceof JavaMap) || rest.length > 0) return NO_METHOD;
    for (const [key, value] of [...other.pairs()]) self.put(key, value);
    checkedSize(self.size);
    return VOID;
  },
  remove: (self, [key, value, ...rest]) => {
    if (key === undefined || rest.length > 0) return NO_METHOD;
    if (value === undefined) return self.remove(key);
    if (!self.has(key) || !equals(self.get(key), value)) return false;
    self.remove(key);
    return true;
  },
});

function removeValue(self: JavaMap, value: Value): void {
  for (const [key, other] of [...self.pairs()]) {
    if (!equals(other, value)) continue;
    self.remove(key);
    return;
  }
}

export const ENTRY_METHODS: MethodTable<JavaEntry> = table<JavaEntry>({
  getKey: (self, args) => (args.length === 0 ? self.key : NO_METHOD),
  getValue: (self, args) => (args.length === 0 ? self.value : NO_METHOD),
  setValue: (self, args) => (args.length === 1 ? self.map.put(self.key, args[0]!) : NO_METHOD),
  hashCode: (self, args) => (args.length === 0 ? hashOf(self) : NO_METHOD),
  equals: (self, args) => (args.length === 1 ? equals(self, args[0]!) : NO_METHOD),
  toString: (self: JavaEntry, args: readonly Value[]) => (args.length === 0 ? javaText(self) : NO_METHOD),
});
