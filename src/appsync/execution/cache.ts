// What an API keeps of its answers: values under keys, each for its time, and no more of them than fit. start.ts makes one for
// each API that asks for caching; fields.ts and execute.ts read and fill it; keys are made in cache-keys.ts.
// enabling-caching.md.
import type { ApiCacheDefinition } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';

export interface ApiCache {
  readonly behavior: ApiCacheDefinition['behavior'];
  /** Seconds, for everything that names no time of its own. */
  readonly ttlSeconds: number;
  /** Undefined: nothing is kept, or no longer. Values are shared: nobody changes them. */
  get(key: string): { readonly value: unknown } | undefined;
  /** `value` is plain JSON. */
  put(key: string, value: unknown, ttlSeconds: number): void;
  /** True when there was an entry to remove. */
  evict(key: string): boolean;
  flush(): void;
}

interface Entry {
  readonly value: unknown;
  /** Milliseconds since 1970. */
  readonly ends: number;
  readonly size: number;
}

/** "Valid values are 1-3,600 seconds", of an API and of a resolver. */
export const isCacheTtl = (seconds: number): boolean => Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600;

export interface CacheLimits {
  readonly entries: number;
  /** Characters of keys and of values as JSON. */
  readonly size: number;
  /** A longer value is not kept: "a maximum cacheable response size of 15 MB". */
  readonly largest: number;
}

const LIMITS: CacheLimits = { entries: 10_000, size: 64 * 1024 * 1024, largest: 15 * 1024 * 1024 };

export function createApiCache(
  { behavior, ttlSeconds }: Pick<ApiCacheDefinition, 'behavior' | 'ttlSeconds'>,
  clock: Pick<Clock, 'now'>,
  limits: CacheLimits = LIMITS,
): ApiCache {
  const entries = new Map<string, Entry>();
  let size = 0;

  const evict = (key: string): boolean => {
    const entry = entries.get(key);
    if (!entry) return false;
    size -= entry.size;
    return entries.delete(key);
  };

  return {
    behavior,
    ttlSeconds,
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (entry.ends > clock.now()) return entry;
      evict(key);
      return undefined;
    },
    put(key, value, ttl) {
      const length = JSON.stringify(value)?.length ?? 0;
      if (length > limits.largest) return;
      evict(key);
      const entry = { value, ends: clock.now() + ttl * 1000, size: key.length + length };
      entries.set(key, entry);
      size += entry.size;
      // The oldest go first: with one time for all they are the first to end, too.
      while (entries.size > limits.entries || size > limits.size) evict(entries.keys().next().value!);
    },
    // What has ended counts as gone.
    evict(key) {
      const entry = entries.get(key);
      return evict(key) && entry !== undefined && entry.ends > clock.now();
    },
    flush() {
      entries.clear();
      size = 0;
    },
  };
}
