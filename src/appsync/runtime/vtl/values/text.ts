// Values as text: Java's toString, and JSON as `$util.toJson` prints it. Pure.
import { numberText } from './number.js';
import { Block, isNumber, JavaDouble, JavaEntry, JavaList, JavaMap, type Value } from './value.js';

/** toString(): `{a=1, b=[1, null]}`, `1.0`, `true`. */
export function javaText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (isNumber(value)) return numberText(value);
  if (value instanceof JavaMap) {
    const parts: string[] = [];
    for (const [key, item] of value.pairs()) parts.push(`${inside(value, key)}=${inside(value, item)}`);
    return `{${parts.join(', ')}}`;
  }
  if (value instanceof JavaList) return `[${value.items.map((item) => inside(value, item)).join(', ')}]`;
  if (value instanceof JavaEntry) return `${javaText(value.key)}=${javaText(value.value)}`;
  if (value instanceof Block) return value.render();
  return value.host;
}

/** Java's collections print themselves as a word where they hold themselves. */
function inside(container: JavaMap | JavaList, item: Value): string {
  if (item === container) return container instanceof JavaMap ? '(this Map)' : '(this Collection)';
  return javaText(item);
}

/** What a template's value is to the world outside: plain JSON. Unchanged adopted values come back as they were. */
export function plain(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? Number(value) : value;
  if (value instanceof JavaMap) {
    if (value.untouched !== undefined) return value.untouched;
    const object: Record<string, unknown> = {};
    for (const [key, item] of value.pairs()) {
      const name = key === null ? 'null' : javaText(key);
      if (name === '__proto__') {
        Object.defineProperty(object, name, {
          value: plain(item),
          enumerable: true,
          writable: true,
          configurable: true,
        });
      } else object[name] = plain(item);
    }
    return object;
  }
  if (value instanceof JavaList) return value.untouched ?? value.items.map(plain);
  if (value instanceof JavaDouble) return value.value;
  if (value instanceof JavaEntry) return { [javaText(value.key)]: plain(value.value) };
  return javaText(value);
}

/** `$util.toJson(value)`. */
export function jsonText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isNumber(value)) return Number.isFinite(Number(plain(value))) ? numberText(value) : `"${numberText(value)}"`;
  if (value instanceof JavaMap) {
    if (value.untouched !== undefined) return JSON.stringify(value.untouched);
    const parts: string[] = [];
    for (const [key, item] of value.pairs()) {
      parts.push(`${JSON.stringify(key === null ? 'null' : javaText(key))}:${jsonText(item)}`);
    }
    return `{${parts.join(',')}}`;
  }
  if (value instanceof JavaList) {
    return value.untouched === undefined ? `[${value.items.map(jsonText).join(',')}]` : JSON.stringify(value.untouched);
  }
  if (value instanceof JavaEntry) return `{${JSON.stringify(javaText(value.key))}:${jsonText(value.value)}}`;
  return JSON.stringify(javaText(value));
}
