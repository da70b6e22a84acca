// Tests for plain JSON values, shared by every topic of util. Called inside this folder only; it changes no value.

export type PlainObject = Record<string, unknown>;

/** An object that is no list: what Java calls a Map. */
export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Text of a value given where a String is expected. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}

/** Java's equals for JSON values. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right || (isNothing(left) && isNothing(right))) return true;
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, i) => isEqual(item, right[i]));
  }
  if (!isPlainObject(left) || !isPlainObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key]))
  );
}
