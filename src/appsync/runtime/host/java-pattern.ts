// Java's regular expressions (java.util.regex.Pattern) on JavaScript's: the syntax that differs is translated, and a
// pattern that could backtrack for ever is run with a deadline. Used by host-call.ts.
import { type Context, createContext, Script } from 'node:vm';

/** How long a pattern may search before it is given up, in milliseconds. */
const DEADLINE_MS = 500;

/** Named classes of Java that JavaScript lacks (Pattern, "POSIX character classes"). */
const CLASSES: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\x0B\\f\\r',
};

interface Translated {
  readonly source: string;
  readonly flags: string;
}

/** A JavaScript pattern that means the same. Throws a SyntaxError for what is no pattern. */
export function translatePattern(pattern: string): Translated {
  let flags = 'u';
  let rest = pattern;
  const inline = /^\(\?([imsx]+)\)/.exec(rest);
  if (inline) {
    for (const flag of inline[1]!) if (flag !== 'x') flags += flag;
    rest = rest.slice(inline[0].length);
  }
  let source = '';
  let inClass = false;
  for (let at = 0; at < rest.length; at += 1) {
    const char = rest[at]!;
    if (char === '\\') {
      const next = rest[at + 1] ?? '';
      if (next === 'Q') {
        const end = rest.indexOf('\\E', at + 2);
        source += rest.slice(at + 2, end < 0 ? rest.length : end).replace(/[\\^$.|?*+()[\]{}/-]/g, '\\$&');
        at = end < 0 ? rest.length : end + 1;
        continue;
      }
      const named = /^\\([pP])\{(?:Is)?(\w+)\}/.exec(rest.slice(at));
      if (named && CLASSES[named[2]!]) {
        const set = CLASSES[named[2]!]!;
        source += inClass && named[1] === 'p' ? set : `[${named[1] === 'P' ? '^' : ''}${set}]`;
        at += named[0].length - 1;
        continue;
      }
      const translated: Record<string, string> = {
        A: '^',
        z: '$',
        Z: '(?=\\n?$)',
        h: '[ \\t\\xA0]',
        R: '(?:\\r\\n|[\\n\\r])',
        e: '\\x1B',
        a: '\\x07',
      };
      source +=
        translated[next] ??
        (/[\w^$\\.*+?()[\]{}|/-]/.test(next) ? `\\${next === '-' && !inClass ? 'x2D' : next}` : next);
      at += 1;
      continue;
    }
    if (char === '[') {
      // Java nests classes; JavaScript takes a bracket inside one as itself.
      source += inClass ? '\\[' : '[';
      inClass = true;
      continue;
    }
    if (char === ']' && inClass) inClass = false;
    // Possessive quantifiers differ from greedy ones in speed, and rarely in result.
    if (char === '+' && !inClass && /[*+?}]/.test(rest[at - 1] ?? '') && rest[at - 2] !== '\\') continue;
    source += char;
  }
  return { source, flags };
}

/** True when the whole text matches. */
export function matchesPattern(pattern: string, text: string): boolean {
  const { source, flags } = translatePattern(pattern);
  return bounded(`^(?:${source})$`, flags, text, undefined) === true;
}

/** Java's replaceFirst and replaceAll: `$1` and `${name}` are groups, a backslash takes the next character as it is. */
export function replacePattern(text: string, pattern: string, replacement: string, all: boolean): string {
  const { source, flags } = translatePattern(pattern);
  let made = '';
  for (let at = 0; at < replacement.length; at += 1) {
    const char = replacement[at]!;
    if (char === '\\') {
      at += 1;
      made += replacement[at] === '$' ? '$$' : (replacement[at] ?? '');
    } else if (char === '$') {
      const name = /^\$\{(\w+)\}/.exec(replacement.slice(at));
      if (name) {
        made += `$<${name[1]}>`;
        at += name[0].length - 1;
      } else if (replacement[at + 1] === '0') {
        made += '$&';
        at += 1;
      } else made += '$';
    } else made += char;
  }
  return bounded(source, all ? `${flags}g` : flags, text, made) as string;
}

function bounded(source: string, flags: string, text: string, replacement: string | undefined): string | boolean {
  const pattern = compilePattern(source, flags);
  // A repeated group that holds a repetition doubles its steps with each character: no text is short enough for it.
  const doubling = /[*+}][^()]*\)[*+{]/.test(source);
  if ((text.length < 64 && !doubling) || !canBacktrack(source)) {
    return replacement === undefined ? pattern.test(text) : text.replace(pattern, replacement);
  }
  const context: Context = createContext({ pattern, text, replacement });
  const code = replacement === undefined ? 'pattern.test(text)' : 'text.replace(pattern, replacement)';
  return new Script(code).runInContext(context, { timeout: DEADLINE_MS }) as string | boolean;
}

function compilePattern(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    // The u flag forbids escapes that Java allows.
    return new RegExp(source, flags.replace('u', ''));
  }
}

/** More than one open-ended quantifier: only then can a search take more than about n squared steps. */
function canBacktrack(source: string): boolean {
  return (source.match(/[*+]|\{\d+,\d*\}/g) ?? []).length > 1;
}
