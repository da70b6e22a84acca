// Texts of a policy that stand for many: `*`, `?` and variables such as ${aws:username}. Compiled once; matching is linear.
// Actions, resources and conditions use it. reference_policies_variables, reference_policies_elements_resource.
import { type Keys, oneValue } from './keys.js';

/** One character of a pattern; undefined stands for any. */
type Chunk = readonly (string | undefined)[];

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined };

export interface Pattern {
  /** A variable without a value matches nothing. */
  matches(value: string, keys: Keys): boolean;
  /** Keys of its variables, in lower case. */
  readonly reads: readonly string[];
}

export interface PatternOptions {
  /** Policies of version 2008-10-17 take `${...}` as it stands. */
  readonly variables: boolean;
  readonly wildcards: boolean;
  readonly ignoreCase?: boolean;
}

/** `${key}`, `${key, 'default'}`, and `${*}` `${?}` `${$}` for the characters themselves. */
const VARIABLE = /\$\{([^{}]*)\}/g;
const WITH_DEFAULT = /^\s*([^,']+?)\s*,\s*'([^']*)'\s*$/;

function plainTokens(text: string, wildcards: boolean): Token[] {
  if (!wildcards) return text === '' ? [] : [{ kind: 'text', text }];
  return text
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map(
      (part): Token => (part === '*' ? { kind: 'any' } : part === '?' ? { kind: 'one' } : { kind: 'text', text: part }),
    );
}

function tokensOf(text: string, { variables, wildcards }: PatternOptions): Token[] {
  if (!variables) return plainTokens(text, wildcards);
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    tokens.push(...plainTokens(text.slice(end, match.index), wildcards));
    end = match.index + match[0].length;
    const inner = match[1]!;
    const withDefault = WITH_DEFAULT.exec(inner);
    if (inner === '*' || inner === '?' || inner === '$') tokens.push({ kind: 'text', text: inner });
    else
      tokens.push({
        kind: 'variable',
        key: (withDefault?.[1] ?? inner).trim().toLowerCase(),
        fallback: withDefault?.[2],
      });
  }
  return [...tokens, ...plainTokens(text.slice(end), wildcards)];
}

/** The stretches between stars. The value of a variable is text: its own stars stand for themselves. */
function chunksOf(tokens: readonly Token[], keys: Keys | undefined): Chunk[] | undefined {
  const chunks: (string | undefined)[][] = [[]];
  for (const token of tokens) {
    const last = chunks[chunks.length - 1]!;
    if (token.kind === 'any') chunks.push([]);
    else if (token.kind === 'one') last.push(undefined);
    else {
      const text = token.kind === 'text' ? token.text : ((keys && oneValue(keys, token.key)) ?? token.fallback);
      if (text === undefined) return undefined;
      last.push(...text.split(''));
    }
  }
  return chunks;
}

function standsAt(chunk: Chunk, value: string, at: number): boolean {
  if (at + chunk.length > value.length) return false;
  return chunk.every((char, index) => char === undefined || char === value[at + index]);
}

/** The first chunk begins the value, the last ends it, and those between are found from left to right. */
function matchChunks(chunks: readonly Chunk[], value: string): boolean {
  const [first = []] = chunks;
  if (!standsAt(first, value, 0)) return false;
  if (chunks.length === 1) return first.length === value.length;
  let at = first.length;
  for (const chunk of chunks.slice(1, -1)) {
    while (at + chunk.length <= value.length && !standsAt(chunk, value, at)) at += 1;
    if (at + chunk.length > value.length) return false;
    at += chunk.length;
  }
  const last = chunks[chunks.length - 1]!;
  const start = value.length - last.length;
  return start >= at && standsAt(last, value, start);
}

export function compilePattern(text: string, options: PatternOptions): Pattern {
  const fold = (value: string): string => (options.ignoreCase ? value.toLowerCase() : value);
  if (options.wildcards && text === '*') return { matches: () => true, reads: [] };
  const tokens = tokensOf(text, options);
  const reads = tokens.flatMap((token) => (token.kind === 'variable' ? [token.key] : []));
  if (reads.length > 0) {
    return {
      reads,
      matches(value, keys) {
        const chunks = chunksOf(tokens, keys);
        if (!chunks) return false;
        return matchChunks(
          options.ignoreCase ? chunks.map((chunk) => chunk.map((char) => char?.toLowerCase())) : chunks,
          fold(value),
        );
      },
    };
  }
  if (tokens.every(({ kind }) => kind === 'text')) {
    const wanted = fold(tokens.map((token) => (token.kind === 'text' ? token.text : '')).join(''));
    return { reads, matches: (value) => fold(value) === wanted };
  }
  const chunks = chunksOf(tokens, undefined)!.map((chunk) => chunk.map((char) => char && fold(char)));
  return { reads, matches: (value) => matchChunks(chunks, fold(value)) };
}
