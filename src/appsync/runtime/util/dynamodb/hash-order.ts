// The order java.util.HashMap gives its keys, which is the order of the maps that util.dynamodb makes: the input
// {name, age, active, score, tags, meta} was recorded as {score, meta, name, active, age, tags}. attribute-values.ts asks.

/** The keys as a HashMap of Java's goes through them: by bucket, and in a bucket by time of insertion. */
export function hashOrder(keys: string[]): string[] {
  if (keys.length < 2) return keys;
  let buckets = 16;
  while (keys.length > buckets * 0.75) buckets *= 2;
  const places = keys.map((key) => bucketOf(key, buckets - 1));
  if (keys.length > 24)
    return keys
      .map((_, at) => at)
      .sort((a, b) => places[a]! - places[b]!)
      .map((at) => keys[at]!);
  // Few keys are sorted in place: this runs for every item a resolver writes.
  for (let at = 1; at < keys.length; at++) {
    const key = keys[at]!;
    const place = places[at]!;
    let before = at - 1;
    for (; before >= 0 && places[before]! > place; before--) {
      keys[before + 1] = keys[before]!;
      places[before + 1] = places[before]!;
    }
    keys[before + 1] = key;
    places[before + 1] = place;
  }
  return keys;
}

/** String.hashCode, its high half mixed into the low one. */
function bucketOf(key: string, mask: number): number {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  return (hash ^ (hash >>> 16)) & mask;
}
