// java.util.regex patterns as JavaScript's: String.matches, split, replaceAll. What differs is translated or refused.
import { JavaException } from '../faults.js';

const QUOTED = /\\Q([\s\S]*?)(?:\\E|$)/g;
const POSIX: Readonly<Record<string, string>> = {
  Alpha: 'A-Za-z',
  Digit: '0-9',
  Alnum: 'A-Za-z0-9',
  Upper: 'A-Z',
  Lower: 'a-z',
  Punct: '!-\\/:-@\\[-`{-~',
  Space: '\\s',
  XDigit: '0-9A-Fa-f',
};

/** `flags` beside 'u': 'g'. Inline flags `(?i)` at the beginning are taken. Throws JavaException. */
export function javaPattern(pattern: string, flags = ''): RegExp {
  let source = pattern.replace(QUOTED, (_, text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const inline = /^\(\?([imsx]+)\)/.exec(source);
  if (inline) {
    source = source.slice(inline[0].length);
    flags += [...new Set(inline[1]!.replace('x', ''))].join('');
  }
  source = source
    .replace(
      /\\p\{(?:Is)?(Alpha|Digit|Alnum|Upper|Lower|Punct|Space|XDigit)\}/g,
      (_, name: string) => `[${POSIX[name]}]`,
    )
    .replace(/\[\[([^\]]*)\]\]/g, '[$1]')
    // Possessive quantifiers and atomic groups only save time: the greedy form matches the same or more.
    .replace(/([*+?}])\+/g, '$1')
    .replace(/\(\?>/g, '(?:')
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$')
    .replace(/\\h/g, '[ \\t]');
  try {
    return new RegExp(source, flags.includes('u') ? flags : flags);
  } catch {
    throw new JavaException('java.util.regex.PatternSyntaxException', `near index 0\n${pattern}`);
  }
}

/** `$1` and `\$` of Java's replacement text as JavaScript's. */
export function javaReplacement(text: string): string {
  return text
    .replace(/\\(.)|\$(?!\d|\{)/g, (whole, escaped: string | undefined) =>
      escaped === undefined ? whole.replaceAll('$', '$$$$') : escaped === '$' ? '$$' : escaped,
    )
    .replace(/\$\{(\w+)\}/g, '$<$1>');
}

/** String.split: no trailing empty strings without a limit; a leading empty match gives nothing. */
export function javaSplit(text: string, pattern: string, limit = 0): string[] {
  const expression = javaPattern(pattern, 'g');
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(expression)) {
    if (limit > 0 && parts.length === limit - 1) break;
    const end = match.index + match[0].length;
    if (end === 0) continue;
    if (match[0] === '' && match.index >= text.length) break;
    parts.push(text.slice(from, match.index));
    from = end;
  }
  if (from === 0 && parts.length === 0) return [text];
  parts.push(text.slice(from));
  if (limit === 0) while (parts.length > 0 && parts.at(-1) === '') parts.pop();
  return parts;
}
