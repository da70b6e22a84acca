// Values as text: Java's toString, and JSON as `$util.toJson` prints it. Pure.
import { numberClass, numberText } from './number.js';
import { Block, isNumber, JavaDouble, JavaEntry, JavaIterator, JavaList, JavaMap, type Value } from './value.js';
import { Walk } from './walk.js';

/** The Java class a value would be of, as exceptions name it. */
export function classOf(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'java.lang.String';
  if (typeof value === 'boolean') return 'java.lang.Boolean';
  if (isNumber(value)) return numberClass(value);
  if (value instanceof JavaMap) return 'java.util.LinkedHashMap';
  return value instanceof JavaList ? 'java.util.ArrayList' : 'java.lang.Object';
}

/** toString(): `{a=1, b=[1, null]}`, `1.0`, `true`. */
export function javaText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return isNumber(value) ? numberText(value) : objectText(value, new Walk());
}

function objectText(value: Value & object, walk: Walk): string {
  walk.step();
  if (value instanceof JavaMap) {
    const parts: string[] = [];
    for (const [key, item] of value.pairs()) parts.push(`${inside(value, key, walk)}=${inside(value, item, walk)}`);
    return `{${parts.join(', ')}}`;
  }
  if (value instanceof JavaList) return `[${value.items.map((item) => inside(value, item, walk)).join(', ')}]`;
  if (value instanceof JavaEntry) return `${inside(value, value.key, walk)}=${inside(value, value.value, walk)}`;
  if (value instanceof Block) return value.render();
  if (value instanceof JavaDouble) return numberText(value);
  return value instanceof JavaIterator ? 'java.util.Iterator' : value.host;
}

/** Java's collections print themselves as a word where they hold themselves. */
function inside(container: JavaMap | JavaList | JavaEntry, item: Value, walk: Walk): string {
  if (item === container) return container instanceof JavaMap ? '(this Map)' : '(this Collection)';
  const text = typeof item === 'object' && item !== null ? objectText(item, walk) : javaText(item);
  walk.step(text.length);
  return text;
}

/** What a template's value is to the world outside: plain JSON. Unchanged adopted values come back as they were. */
export function plain(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? Number(value) : value;
  return plainObject(value, new Walk());
}

function plainObject(value: Value & object, walk: Walk): unknown {
  const member = (item: Value): unknown =>
    typeof item === 'object' && item !== null ? plainObject(item, walk) : plain(item);
  // An object weighs more than its text.
  walk.step(64);
  if (value instanceof JavaMap) {
    if (value.untouched !== undefined) return value.untouched;
    const object: Record<string, unknown> = {};
    for (const [key, item] of value.pairs()) {
      const name = key === null ? 'null' : javaText(key);
      if (name === '__proto__') {
        Object.defineProperty(object, name, {
          value: member(item),
          enumerable: true,
          writable: true,
          configurable: true,
        });
      } else object[name] = member(item);
    }
    return object;
  }
  if (value instanceof JavaList) return value.untouched ?? value.items.map(member);
  if (value instanceof JavaDouble) return value.value;
  if (value instanceof JavaEntry) return { [javaText(value.key)]: member(value.value) };
  return javaText(value);
}

/** `$util.toJson(value)`. */
export function jsonText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isNumber(value)) return Number.isFinite(Number(plain(value))) ? numberText(value) : `"${numberText(value)}"`;
  return objectJson(value, new Walk());
}

function objectJson(value: Value & object, walk: Walk): string {
  const member = (item: Value): string => {
    const text = typeof item === 'object' && item !== null && !isNumber(item) ? objectJson(item, walk) : jsonText(item);
    walk.step(text.length);
    return text;
  };
  walk.step();
  if (value instanceof JavaMap) {
    if (value.untouched !== undefined) return JSON.stringify(value.untouched);
    const parts: string[] = [];
    for (const [key, item] of value.pairs()) {
      parts.push(`${JSON.stringify(key === null ? 'null' : javaText(key))}:${member(item)}`);
    }
    return `{${parts.join(',')}}`;
  }
  if (value instanceof JavaList) {
    return value.untouched === undefined ? `[${value.items.map(member).join(',')}]` : JSON.stringify(value.untouched);
  }
  if (value instanceof JavaEntry) return `{${JSON.stringify(javaText(value.key))}:${member(value.value)}}`;
  return JSON.stringify(javaText(value));
}
