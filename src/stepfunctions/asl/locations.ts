// Where in a definition's text a finding stands: turns locations such as `/States/Pay/Catch[0]/Next` into paths of keys, and
// the parser's word on broken JSON into a line. Used by the wing's compile(); it knows no files.
import { isObject } from '../../lib/json.js';

export type Path = readonly (string | number)[];

/** The keys of a location. Names of states may hold `/` and `[`, so what is there decides; what is absent ends the path. */
export function pathOfLocation(definition: unknown, location: string): Path {
  const path: (string | number)[] = [];
  let at = definition;
  let rest = location;
  for (;;) {
    const text = rest.replace(/^\//, '');
    if (Array.isArray(at)) {
      const index = /^\[?(\d+)\]?/.exec(text);
      if (!index) return path;
      path.push(Number(index[1]));
      at = at[Number(index[1])] as unknown;
      rest = text.slice(index[0].length);
    } else {
      const key = isObject(at) ? longestKey(at, text) : undefined;
      if (key === undefined) return path;
      path.push(key);
      at = (at as Record<string, unknown>)[key];
      rest = text.slice(key.length);
    }
  }
}

function longestKey(at: Readonly<Record<string, unknown>>, text: string): string | undefined {
  const fits = (key: string): boolean => text === key || text.startsWith(`${key}/`) || text.startsWith(`${key}[`);
  let found: string | undefined;
  for (const key of Object.keys(at)) if (key.length > (found?.length ?? 0) && fits(key)) found = key;
  return found;
}

/** The line, from 1, at which `text` stops being JSON; undefined when it doesn't, or nobody can say. */
export function lineOfSyntaxError(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const position = / at position (\d+)/.exec((error as Error).message)?.[1];
    // A text that is cut short stops where it ends; the parser then names no position.
    return text.slice(0, position === undefined ? text.trimEnd().length : Number(position)).split('\n').length;
  }
}
