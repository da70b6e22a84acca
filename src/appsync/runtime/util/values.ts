// The null and type members of $util: utility-helpers-in-util.md. Templates only; APPSYNC_JS has the language for it.
import { isNothing, isPlainObject } from './plain.js';

/** The "Null", "Number", "String", "Map", "List", "Boolean" or "Object" of $util.typeOf. */
export function typeOf(value: unknown): string {
  if (isNothing(value)) return 'Null';
  if (Array.isArray(value)) return 'List';
  if (isPlainObject(value)) return 'Map';
  if (typeof value === 'number' || typeof value === 'bigint') return 'Number';
  if (typeof value === 'string') return 'String';
  return typeof value === 'boolean' ? 'Boolean' : 'Object';
}

export const isNull = (value: unknown): boolean => isNothing(value);
export const isNullOrEmpty = (value: unknown): boolean => isNothing(value) || value === '';
/** Java's Character.isWhitespace is close to, but not, JavaScript's \s: a no-break space is no blank. */
export const isNullOrBlank = (value: unknown): boolean =>
  isNothing(value) || (typeof value === 'string' && !/[^\s]|[\u00a0\u2007\u202f]/.test(value));

export const defaultIfNull = (value: unknown, fallback: unknown): unknown => (isNothing(value) ? fallback : value);
export const defaultIfNullOrEmpty = (value: unknown, fallback: unknown): unknown =>
  isNullOrEmpty(value) ? fallback : value;
export const defaultIfNullOrBlank = (value: unknown, fallback: unknown): unknown =>
  isNullOrBlank(value) ? fallback : value;

export const isString = (value: unknown): boolean => typeOf(value) === 'String';
export const isNumber = (value: unknown): boolean => typeOf(value) === 'Number';
export const isBoolean = (value: unknown): boolean => typeOf(value) === 'Boolean';
export const isList = (value: unknown): boolean => typeOf(value) === 'List';
export const isMap = (value: unknown): boolean => typeOf(value) === 'Map';
