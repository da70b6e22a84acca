// `ctx.info` as handlers see it, made on whichever side of the border a handler runs.

/** "You must reference these properties directly" (resolver-context-reference-js.md, "Info"). */
const UNSEEN = ['selectionSetList', 'selectionSetGraphQL'] as const;

/**
 * A copy whose selection set is there for those who read it by name, and is left out by JSON.stringify and by whatever
 * else goes through the members: it is not in the request that `payload: ctx.info` makes either.
 */
export function infoOf(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || !UNSEEN.some((name) => Object.hasOwn(given, name))) return given;
  const info = { ...given };
  for (const name of UNSEEN) if (Object.hasOwn(info, name)) Object.defineProperty(info, name, { enumerable: false });
  return info;
}
