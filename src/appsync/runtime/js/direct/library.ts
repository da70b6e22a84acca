// The library's functions that a translated handler may call, by path: `util.error`, `dynamodb.get`. Made once for each
// runtime from the same source that the realm has. Leaves out what writes logs and effects: those handlers stay in the realm.
import type { HostCall } from '../../util/host.js';
import { createUtil, type Fault } from '../../util/index.js';
import { LEAVE, values } from './values.js';

export type LibraryFunction = (...args: readonly unknown[]) => unknown;
/** Path -> function. */
export type Library = ReadonlyMap<string, LibraryFunction>;

/** Their calls show in more than a value, or are not made as plain calls. */
const LEFT_OUT = ['util.http', 'util.xml', 'util.matches'];

/** Longer texts are made in the realm, which counts what they cost. */
const LONGEST_JSON = 1_000_000;

/** `appendError` and `authType` belong to the handler that runs. */
export function createLibrary(
  host: HostCall,
  session: { appendError(fault: Fault): void; authType(): string },
): Library {
  const { util, runtime, modules } = createUtil(host, { ...session, effect() {}, log() {} });
  const library = new Map<string, LibraryFunction>();
  const add = (path: string, value: unknown): void => {
    if (LEFT_OUT.includes(path)) return;
    if (typeof value === 'function') library.set(path, value as LibraryFunction);
    else if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value)) add(`${path}.${name}`, member);
  };
  add('util', util);
  add('runtime', runtime);
  add('dynamodb', modules.dynamodb);
  add('rds', modules.rds);
  add('JSON', { parse, stringify });
  for (const name of ['min', 'max', 'round', 'floor', 'ceil'] as const) {
    const round: (...numbers: number[]) => number = Math[name];
    library.set(`Math.${name}`, (...args) => round(...(args.map(values.primitive) as number[])));
  }
  return library;
}

/** As in the realm: a blank string for what is not valid JSON (supported-features.md, "JSON"). */
function parse(text: unknown): unknown {
  if (typeof text !== 'string') throw LEAVE;
  try {
    return JSON.parse(text);
  } catch {
    return '';
  }
}

function stringify(value: unknown, ...more: readonly unknown[]): unknown {
  const text = more.length > 0 ? undefined : (JSON.stringify(value) as string | undefined);
  if (text === undefined || text.length > LONGEST_JSON) throw LEAVE;
  return text;
}
