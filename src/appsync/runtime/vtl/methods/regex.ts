// The regular expressions of String.matches, split, replaceAll and replaceFirst, with Java's exceptions. The patterns
// themselves are js/java-pattern.ts's, deadline included.
import { isObject } from '../../../../lib/json.js';
import { matchesPattern, replacePattern } from '../../host/java-pattern.js';
import { JavaException, RenderFault } from '../faults.js';

/** Runs a search of java-pattern.ts and words its failures as Java does. */
export function searching<T>(pattern: string, search: () => T): T {
  try {
    return search();
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new JavaException('java.util.regex.PatternSyntaxException', `${error.message}\n${pattern}`);
    }
    // The deadline's error may come from another realm, where Error is another class.
    if (isObject(error) && error['code'] === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new RenderFault(`The regular expression ${pattern} ran too long.`);
    }
    throw error;
  }
}

export function javaMatches(text: string, pattern: string): boolean {
  return searching(pattern, () => matchesPattern(pattern, text));
}

export function javaReplace(text: string, pattern: string, replacement: string, all: boolean): string {
  return searching(pattern, () => replacePattern(text, pattern, replacement, all));
}

/** Two characters that no text holds: noncharacters of Unicode. */
const OPEN = '\ufdd0';
const CLOSE = '\ufdd1';
const MARKED = /\ufdd0([\s\S]*?)\ufdd1/;

/**
 * String.split: a limit above 0 bounds the parts, 0 drops empty ones at the end; an empty match at the beginning splits
 * nothing off.
 */
export function javaSplit(text: string, pattern: string, limit = 0): string[] {
  // Matches are marked rather than searched for here, so that one deadline holds for all searches.
  const pieces = javaReplace(text, pattern, `${OPEN}$0${CLOSE}`, true).split(MARKED);
  const parts: string[] = [];
  let part = pieces[0]!;
  for (let at = 1; at < pieces.length; at += 2) {
    const [match, after] = [pieces[at]!, pieces[at + 1]!];
    if (limit > 0 && parts.length === limit - 1) part += match + after;
    else if (parts.length === 0 && part === '' && match === '') part = after;
    else {
      parts.push(part);
      part = after;
    }
  }
  parts.push(part);
  if (limit === 0) while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return limit === 0 && text !== '' && parts.length === 1 && parts[0] === '' ? [] : parts;
}
