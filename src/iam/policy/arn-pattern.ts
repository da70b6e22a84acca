// ARNs with wildcards: each of the six parts is matched by itself, so that a star never reaches over a colon. Used by Resource,
// NotResource and the Arn* conditions. reference_policies_elements_condition_operators, "ARN condition operators".
import { compilePattern, type Pattern } from './pattern.js';

const PARTS = 6;

/** Cuts at the first five colons that are not inside a variable; the last part keeps its own. */
function cut(text: string, most: number): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length && parts.length < most - 1; at += 1) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text[at] === '}' && depth > 0) depth -= 1;
    else if (text[at] === ':' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** `*` is everything. A pattern of fewer parts lets its last stand for the rest. */
export function compileArnPattern(text: string, options: { readonly variables: boolean }): Pattern {
  if (text === '*') return compilePattern('*', { ...options, wildcards: true });
  const parts = cut(text, PARTS).map((part) => compilePattern(part, { ...options, wildcards: true }));
  return {
    reads: parts.flatMap(({ reads }) => reads),
    matches(value, keys) {
      const given = cut(value, parts.length);
      return given.length === parts.length && parts.every((part, index) => part.matches(given[index]!, keys));
    },
  };
}
