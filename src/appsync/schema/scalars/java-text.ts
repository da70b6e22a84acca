// How Java prints the values of the service's runtime: what a String field shows when its resolver gave an object.

/** `{id=1, tags=[a, b]}`, as java.util.Map and List print. */
export function javaText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, member]) => `${key}=${javaText(member)}`)
      .join(', ')}}`;
  }
  return String(value);
}

/** What Java calls the class of a JSON value. */
export function javaKind(value: unknown): string {
  if (Array.isArray(value)) return 'ArrayList';
  if (typeof value === 'object') return 'LinkedHashMap';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'Double';
  return typeof value === 'boolean' ? 'Boolean' : 'String';
}
