// util.xml: XML as a map. xml-helpers-in-util-xml-js.md; AppSync runs on Java, and its results are those of org.json's
// XML.toJSONObject: repeated elements become a list, attributes are members, text beside them is `content`, and numbers
// and booleans are recognised. It resolves no external entity and expands none but the predefined.
import { isNothing, isPlainObject, type PlainObject, textOf } from './plain.js';
import { UtilMisuse } from './session.js';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MOST_DEEP = 512;

function decode(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (entity, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? entity;
    const code = name.charAt(1).toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}

/** Text that is a boolean, null or a number is that; '007' and what is too big for a number stay text. */
function scalar(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  if (/^-?(?:0|[1-9]\d*)$/.test(text)) return Number.isSafeInteger(Number(text)) && text !== '-0' ? Number(text) : text;
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) && !/^-?0\d/.test(text)) {
    return Number.isFinite(Number(text)) ? Number(text) : text;
  }
  return text;
}

/** A second value under a name makes a list of both. */
function accumulate(map: PlainObject, name: string, value: unknown): void {
  const held = Object.hasOwn(map, name) ? map[name] : undefined;
  if (!Object.hasOwn(map, name)) {
    Object.defineProperty(map, name, { value, writable: true, enumerable: true, configurable: true });
  } else if (Array.isArray(held)) held.push(value);
  else map[name] = [held, value];
}

class XmlReader {
  readonly #xml: string;
  #at = 0;

  constructor(xml: string) {
    this.#xml = xml;
  }

  document(): PlainObject {
    const root: PlainObject = {};
    while (this.#at < this.#xml.length) {
      const open = this.#xml.indexOf('<', this.#at);
      if (open < 0) break;
      this.#at = open;
      if (!this.#skipped()) this.#element(root, 1);
    }
    return root;
  }

  #fail(message: string): UtilMisuse {
    return new UtilMisuse(`${message} at ${this.#at}`);
  }

  #behind(mark: string, message: string): number {
    const end = this.#xml.indexOf(mark, this.#at);
    if (end < 0) throw this.#fail(message);
    return end + mark.length;
  }

  /** Steps over a comment, a declaration, an instruction or a DOCTYPE. */
  #skipped(): boolean {
    if (this.#xml.startsWith('<!--', this.#at)) this.#at = this.#behind('-->', 'Unclosed comment');
    else if (this.#xml.startsWith('<?', this.#at)) this.#at = this.#behind('?>', 'Misshaped processing instruction');
    else if (this.#xml.startsWith('<!', this.#at) && !this.#xml.startsWith('<![CDATA[', this.#at)) this.#skipDoctype();
    else return false;
    return true;
  }

  #skipDoctype(): void {
    let depth = 0;
    while (this.#at < this.#xml.length) {
      const char = this.#xml.charAt(this.#at++);
      if (char === '<') depth++;
      else if (char === '>' && --depth === 0) return;
    }
    throw this.#fail('Misshaped meta tag');
  }

  #match(shape: RegExp): string | undefined {
    shape.lastIndex = this.#at;
    const found = shape.exec(this.#xml)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** Reads the element at `<` and puts it into its parent. */
  #element(parent: PlainObject, depth: number): void {
    if (depth > MOST_DEEP) throw this.#fail('Maximum nesting depth reached');
    this.#at++;
    const name = this.#match(/[^\s<>/=!'"]+/y);
    if (name === undefined) throw this.#fail('Misshaped tag');
    const own: PlainObject = {};
    const isNil = this.#attributes(own);
    if (this.#match(/\s*\/>/y) !== undefined) {
      accumulate(parent, name, isNil ? null : Object.keys(own).length > 0 ? own : '');
      return;
    }
    if (this.#match(/\s*>/y) === undefined) throw this.#fail('Misshaped tag');
    this.#content(own, name, depth);
    const keys = Object.keys(own);
    if (isNil) accumulate(parent, name, null);
    else if (keys.length === 0) accumulate(parent, name, '');
    else accumulate(parent, name, keys.length === 1 && keys[0] === 'content' ? own['content'] : own);
  }

  /** True when the element says xsi:nil. */
  #attributes(own: PlainObject): boolean {
    let isNil = false;
    for (;;) {
      const name = this.#match(/\s+[^\s<>/='"]+/y)?.trim();
      if (name === undefined) return isNil;
      if (this.#match(/\s*=\s*/y) === undefined) {
        accumulate(own, name, '');
        continue;
      }
      const quoted = this.#match(/"[^"]*"|'[^']*'/y);
      if (quoted === undefined) throw this.#fail('Missing value');
      const value = decode(quoted.slice(1, -1));
      if (name === 'xsi:nil' && value === 'true') isNil = true;
      else accumulate(own, name, scalar(value));
    }
  }

  #content(own: PlainObject, name: string, depth: number): void {
    for (;;) {
      const open = this.#xml.indexOf('<', this.#at);
      if (open < 0) throw this.#fail(`Unclosed tag ${name}`);
      const text = decode(this.#xml.slice(this.#at, open)).trim();
      if (text !== '') accumulate(own, 'content', scalar(text));
      this.#at = open;
      if (this.#xml.startsWith('</', open)) {
        this.#close(name);
        return;
      }
      if (this.#xml.startsWith('<![CDATA[', open)) this.#cdata(own);
      else if (!this.#skipped()) this.#element(own, depth + 1);
    }
  }

  #cdata(own: PlainObject): void {
    const start = this.#at + '<![CDATA['.length;
    this.#at = this.#behind(']]>', 'Unclosed CDATA');
    const text = this.#xml.slice(start, this.#at - 3);
    if (text !== '') accumulate(own, 'content', text);
  }

  #close(name: string): void {
    this.#at += 2;
    const closing = this.#match(/[^\s<>/]+/y) ?? '';
    if (closing !== name) throw this.#fail(`Mismatched ${name} and ${closing}`);
    if (this.#match(/\s*>/y) === undefined) throw this.#fail('Misshaped close tag');
  }
}

export function toMap(xml: unknown): PlainObject | null {
  return isNothing(xml) ? null : new XmlReader(textOf(xml)).document();
}

/** With `stringEncode` the JSON text is itself a JSON string. */
export function toJsonString(xml: unknown, stringEncode?: unknown): string {
  const map = toMap(xml);
  const json = JSON.stringify(isPlainObject(map) ? map : null);
  return stringEncode === true ? JSON.stringify(json) : json;
}
