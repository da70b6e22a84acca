// The regular expressions of String.matches, split, replaceAll and replaceFirst, with Java's exceptions. The patterns
// themselves are js/java-pattern.ts's, deadline included.
import { isObject } from '../../../../lib/json.js';
import { matchesPattern, replacePattern } from '../../host/java-pattern.js';
import { JavaException, RenderFault } from '../faults.js';

const ILLEGAL_ARGUMENT = 'java.lang.IllegalArgumentException';

/** Runs a search of java-pattern.ts and words its failures as Java does. */
export function searching<T>(pattern: string, search: () => T): T {
  try {
    return search();
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new JavaException('java.util.regex.PatternSyntaxException', `${syntaxMessage(error, pattern)}\n${pattern}`);
    }
    // The deadline's error may come from another realm, where Error is another class.
    if (isObject(error) && error['code'] === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new RenderFault(`The regular expression ${pattern} ran too long.`);
    }
    throw error;
  }
}

/** What Java finds wrong with a pattern, where JavaScript says as much. */
function syntaxMessage({ message }: SyntaxError, pattern: string): string {
  if (message.endsWith('Unterminated group')) return `Unclosed group near index ${pattern.length}`;
  if (message.endsWith('Unterminated character class'))
    return `Unclosed character class near index ${pattern.length - 1}`;
  if (message.endsWith("Unmatched ')'")) return "Unmatched closing ')'";
  const dangling = /(?:^|[(|])([*+?])/.exec(pattern);
  if (dangling === null) return message;
  return `Dangling meta character '${dangling[1]}' near index ${dangling.index + dangling[0].length - 1}`;
}

/** Matcher.appendReplacement's complaints, which come when something matched. */
function checkReplacement(pattern: string, replacement: string): void {
  const groups = (pattern.replace(/\\.|\[[^\]]*\]/gs, '').match(/\((?!\?)|\(\?<(?![=!])/g) ?? []).length;
  for (const [token, escaped, reference] of replacement.matchAll(/\\(.?)|\$(\d|\{\w+\})?/gs)) {
    if (token.startsWith('\\')) {
      if (escaped === '') throw new JavaException(ILLEGAL_ARGUMENT, 'character to be escaped is missing');
    } else if (reference === undefined) throw new JavaException(ILLEGAL_ARGUMENT, 'Illegal group reference');
    else if (Number(reference) > groups) {
      throw new JavaException('java.lang.IndexOutOfBoundsException', `No group ${reference}`);
    }
  }
}

export function javaMatches(text: string, pattern: string): boolean {
  return searching(pattern, () => matchesPattern(pattern, text));
}

export function javaReplace(text: string, pattern: string, replacement: string, all: boolean): string {
  return searching(pattern, () => {
    if (/[\\$]/.test(replacement) && replacePattern(text, pattern, '', false) !== text) {
      checkReplacement(pattern, replacement);
    }
    return replacePattern(text, pattern, replacement, all);
  });
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
  const marked = searching(pattern, () => replacePattern(text, pattern, `${OPEN}$0${CLOSE}`, true));
  const pieces = marked.split(MARKED);
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
