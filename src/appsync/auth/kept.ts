// What is decided once and serves again for a while: verified tokens, authorizers' answers. Bounded: the oldest goes first.
// Reads no clock; the caller says when now is.

export interface Kept<T> {
  get(key: string, now: number): T | undefined;
  /** `until` in milliseconds since 1970; the value no longer serves from then on. */
  put(key: string, value: T, until: number): void;
}

export function createKept<T>(limit: number): Kept<T> {
  const entries = new Map<string, { readonly value: T; readonly until: number }>();
  return {
    get(key, now) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (now < entry.until) return entry.value;
      entries.delete(key);
      return undefined;
    },
    put(key, value, until) {
      entries.delete(key);
      if (entries.size >= limit) {
        const oldest = entries.keys().next().value;
        if (oldest !== undefined) entries.delete(oldest);
      }
      entries.set(key, { value, until });
    },
  };
}
