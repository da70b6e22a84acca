// java.lang.String, as templates may call it (resolver-mapping-template-reference-programming-guide.md, "Strings").
import { JavaException } from '../faults.js';
import { checkedText } from '../frame.js';
import { javaText } from '../values/text.js';
import { isInteger, JavaList, type Value } from '../values/value.js';
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

function hashCode(self: string): number {
  let hash = 0;
  for (let i = 0; i < self.length; i++) hash = (Math.imul(hash, 31) + self.charCodeAt(i)) | 0;
  return hash;
}

function compareTo(self: string, other: string): number {
  const length = Math.min(self.length, other.length);
  for (let i = 0; i < length; i++) {
    const difference = self.charCodeAt(i) - other.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  return self.length - other.length;
}

/** %s, %d, %f and their like: what templates use of java.util.Formatter. */
function format(pattern: string, args: readonly Value[]): string {
  let next = 0;
  return pattern.replace(/%(-|0)?(\d+)?(?:\.(\d+))?([sdfxXbc%n])/g, (whole, flag, width, precision, type: string) => {
    if (type === '%') return '%';
    if (type === 'n') return '\n';
    const value = args[next++] ?? null;
    let text = javaText(value);
    if (type === 'f') text = Number(text).toFixed(precision === undefined ? 6 : Number(precision));
    if (type === 'x' || type === 'X') text = Number(text).toString(16);
    if (type === 'X') text = text.toUpperCase();
    if (width === undefined) return text;
    if (flag === '-') return text.padEnd(Math.min(Number(width), 10_000));
    return whole === '' ? '' : text.padStart(Math.min(Number(width), 10_000), flag === '0' ? '0' : ' ');
  });
}

const textList = (items: string[]): JavaList => JavaList.of(items);

export const STRING_METHODS: MethodTable<string> = table<string>({
  length: of((self) => self.length),
  isEmpty: of((self) => self === ''),
  isBlank: of((self) => /^\s*$/.test(self)),
  toString: of((self) => self),
  intern: of((self) => self),
  hashCode: of(hashCode),
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
  format: (_, [pattern, ...args]) => (typeof pattern === 'string' ? checkedText(format(pattern, args)) : NO_METHOD),
});
