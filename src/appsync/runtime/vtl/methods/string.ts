// java.lang.String, as templates may call it (resolver-mapping-template-reference-programming-guide.md, "Strings").
import { JavaException } from '../faults.js';
import { checkedText } from '../frame.js';
import { hashOf } from '../values/hash.js';
import { javaText } from '../values/text.js';
import { isInteger, JavaList, type Value } from '../values/value.js';
import { javaFormat } from './format.js';
import { type Method, type MethodTable, NO_METHOD, table } from './method.js';
import { javaMatches, javaReplace, javaSplit } from './regex.js';

type StringMethod = Method<string>;

const index = (value: Value | undefined): value is number => typeof value === 'number' && isInteger(value);

function bounds(self: string, begin: number, end: number): void {
  if (begin < 0 || end > self.length || begin > end) {
    throw new JavaException(
      'java.lang.StringIndexOutOfBoundsException',
      `begin ${begin}, end ${end}, length ${self.length}`,
    );
  }
}

/** A method without arguments. */
const of =
  (run: (self: string) => Value): StringMethod =>
  (self, args) =>
    args.length === 0 ? run(self) : NO_METHOD;

/** A method of one String (or, as Java's CharSequence and char, of nothing else here). */
const ofText =
  (run: (self: string, text: string) => Value): StringMethod =>
  (self, [text, ...rest]) =>
    typeof text === 'string' && rest.length === 0 ? run(self, text) : NO_METHOD;

const find =
  (search: (self: string, text: string, from: number | undefined) => number): StringMethod =>
  (self, [what, from, ...rest]) => {
    if (rest.length > 0 || (from !== undefined && !index(from))) return NO_METHOD;
    const text = index(what) ? String.fromCodePoint(what) : what;
    return typeof text === 'string' ? search(self, text, from) : NO_METHOD;
  };

function compareTo(self: string, other: string): number {
  const length = Math.min(self.length, other.length);
  for (let i = 0; i < length; i++) {
    const difference = self.charCodeAt(i) - other.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  return self.length - other.length;
}

const textList = (items: string[]): JavaList => JavaList.of(items);

export const STRING_METHODS: MethodTable<string> = table<string>({
  length: of((self) => self.length),
  isEmpty: of((self) => self === ''),
  isBlank: of((self) => /^\s*$/.test(self)),
  toString: of((self) => self),
  intern: of((self) => self),
  hashCode: of((self) => hashOf(self)),
  trim: of((self) => self.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '')),
  strip: of((self) => self.trim()),
  stripLeading: of((self) => self.trimStart()),
  stripTrailing: of((self) => self.trimEnd()),
  toUpperCase: of((self) => self.toUpperCase()),
  toLowerCase: of((self) => self.toLowerCase()),
  toCharArray: of((self) => textList(self.split(''))),
  getBytes: of((self) => JavaList.of([...new TextEncoder().encode(self)].map((byte) => (byte << 24) >> 24))),
  charAt: (self, [at, ...rest]) => {
    if (!index(at) || rest.length > 0) return NO_METHOD;
    if (at < 0 || at >= self.length) {
      throw new JavaException('java.lang.StringIndexOutOfBoundsException', `String index out of range: ${at}`);
    }
    return self.charAt(at);
  },
  codePointAt: (self, [at]) => (index(at) ? (self.codePointAt(at) ?? NO_METHOD) : NO_METHOD),
  substring: (self, [begin, end, ...rest]) => {
    if (!index(begin) || rest.length > 0 || (end !== undefined && !index(end))) return NO_METHOD;
    bounds(self, begin, end ?? self.length);
    return self.slice(begin, end ?? self.length);
  },
  subSequence: (self, [begin, end, ...rest]) => {
    if (!index(begin) || !index(end) || rest.length > 0) return NO_METHOD;
    bounds(self, begin, end);
    return self.slice(begin, end);
  },
  indexOf: find((self, text, from) => self.indexOf(text, from)),
  lastIndexOf: find((self, text, from) => (from !== undefined && from < 0 ? -1 : self.lastIndexOf(text, from))),
  contains: ofText((self, text) => self.includes(text)),
  endsWith: ofText((self, text) => self.endsWith(text)),
  startsWith: (self, [text, from, ...rest]) => {
    if (typeof text !== 'string' || rest.length > 0 || (from !== undefined && !index(from))) return NO_METHOD;
    return self.startsWith(text, from);
  },
  concat: ofText((self, text) => checkedText(self + text)),
  equals: (self, args) => (args.length === 1 ? self === args[0] : NO_METHOD),
  equalsIgnoreCase: (self, [other, ...rest]) => {
    if (rest.length > 0) return NO_METHOD;
    return typeof other === 'string' && self.toUpperCase().toLowerCase() === other.toUpperCase().toLowerCase();
  },
  regionMatches: (self, args) => {
    const [ignoring, [start, other, from, length, ...rest]] =
      typeof args[0] === 'boolean' ? [args[0], args.slice(1)] : [false, args];
    if (!index(start) || typeof other !== 'string' || !index(from) || !index(length) || rest.length > 0)
      return NO_METHOD;
    if (start < 0 || from < 0 || start + length > self.length || from + length > other.length) return false;
    const [own, its] = [self.slice(start, start + length), other.slice(from, from + length)];
    return ignoring ? own.toLowerCase() === its.toLowerCase() : own === its;
  },
  contentEquals: ofText((self, text) => self === text),
  compareTo: ofText(compareTo),
  compareToIgnoreCase: ofText((self, text) => compareTo(self.toLowerCase(), text.toLowerCase())),
  matches: ofText(javaMatches),
  replace: (self, [from, to, ...rest]) => {
    if (typeof from !== 'string' || typeof to !== 'string' || rest.length > 0) return NO_METHOD;
    return checkedText(self.replaceAll(from, () => to));
  },
  replaceAll: (self, [pattern, to, ...rest]) => {
    if (typeof pattern !== 'string' || typeof to !== 'string' || rest.length > 0) return NO_METHOD;
    return checkedText(javaReplace(self, pattern, to, true));
  },
  replaceFirst: (self, [pattern, to, ...rest]) => {
    if (typeof pattern !== 'string' || typeof to !== 'string' || rest.length > 0) return NO_METHOD;
    return checkedText(javaReplace(self, pattern, to, false));
  },
  split: (self, [pattern, limit, ...rest]) => {
    if (typeof pattern !== 'string' || rest.length > 0 || (limit !== undefined && !index(limit))) return NO_METHOD;
    return textList(javaSplit(self, pattern, limit));
  },
  repeat: (self, [count, ...rest]) => {
    if (!index(count) || rest.length > 0) return NO_METHOD;
    if (count < 0) throw new JavaException('java.lang.IllegalArgumentException', `count is negative: ${count}`);
    if (self.length * count > 0) checkedText({ length: self.length * count } as string);
    return self.repeat(count);
  },
  // Static in Java, and reached through any string.
  valueOf: (_: string, args: readonly Value[]) => (args.length === 1 ? javaText(args[0]!) : NO_METHOD),
  join: (_, [separator, first, ...rest]) => {
    if (typeof separator !== 'string' || first === undefined) return NO_METHOD;
    const items = first instanceof JavaList ? first.items : [first, ...rest];
    return checkedText(items.map(javaText).join(separator));
  },
  format: (_, [pattern, ...args]) => (typeof pattern === 'string' ? javaFormat(pattern, args) : NO_METHOD),
});
