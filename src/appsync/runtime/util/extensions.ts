// extensions.*: extensions-js.md. Each call leaves an effect; where it may be used, how often, and what it does is
// decided by execution and real time, which see the whole operation.
import { isNothing, isPlainObject, textOf } from './plain.js';
import { UtilMisuse, type UtilSession } from './session.js';

/** Templates may hand a filter over as JSON text ($util.toJson), handlers hand over an object. */
function objectOf(value: unknown, what: string): unknown {
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value);
    } catch {
      throw new UtilMisuse(`${what} is not valid JSON.`);
    }
  }
  if (!isPlainObject(value)) throw new UtilMisuse(`${what} must be an object.`);
  return value;
}

export function createExtensions(session: UtilSession) {
  return {
    /** The keys stay in the order given: it is the order of the resolver's cachingKeys. */
    evictFromApiCache(typeName: unknown, fieldName: unknown, keyValuePair: unknown): null {
      if (isNothing(typeName) || isNothing(fieldName)) {
        throw new UtilMisuse('evictFromApiCache expects a type name and a field name.');
      }
      const keys = isPlainObject(keyValuePair) ? keyValuePair : {};
      session.effect({
        kind: 'evict-from-api-cache',
        typeName: textOf(typeName),
        fieldName: textOf(fieldName),
        keys,
      });
      return null;
    },

    setSubscriptionFilter(filter: unknown): void {
      session.effect({ kind: 'subscription-filter', filter: objectOf(filter, 'The subscription filter') });
    },

    setSubscriptionInvalidationFilter(filter: unknown): void {
      session.effect({
        kind: 'subscription-invalidation-filter',
        filter: objectOf(filter, 'The subscription invalidation filter'),
      });
    },

    invalidateSubscriptions(invalidation: unknown): void {
      session.effect({
        kind: 'invalidate-subscriptions',
        invalidation: objectOf(invalidation, 'The subscription invalidation'),
      });
    },
  };
}
