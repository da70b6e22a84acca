// The one door between util and the world outside. Everything in this folder is pure and runs in two places: bundled
// as source inside the resolver realm, and imported by the VTL runtime. It imports nothing from outside this folder.

/**
 * Asks the host for what pure code can't have. `name` says what, `argument` is text (JSON where there is more than one
 * value), and so is the answer. Names: 'now' (epoch milliseconds), 'uuid', 'random' (a number in [0,1)), 'bytes'
 * (hex of N random bytes), 'hash' (JSON [algorithm, text] -> hex), 'matches' (JSON [pattern, text] -> 'true' | 'false':
 * whether the whole text matches, as Java's Pattern.matches does; a pattern that is none throws).
 */
export type HostCall = (name: string, argument: string) => string;
