// JSONPath as Step Functions reads it: `$` the input, `$$` the context object, `$name` a variable. A path is compiled once;
// a plain one is read without allocating. Used by every JSONPath field; knows nothing of states.
// https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
import { isObject } from '../../lib/json.js';
import { compileFilter, type Filter } from './path-filters.js';
import type { Scope } from './scope.js';

type Step =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'keys'; readonly keys: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined; readonly by: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'deep' }
  | { readonly kind: 'filter'; readonly filter: Filter };

export interface Path {
  readonly text: string;
  /** True when it names one place; the others give lists. */
  readonly definite: boolean;
  /** True for `$`, `$.a`, `$['b'][0]`: what ResultPath may be. */
  readonly reference: boolean;
  readonly root: '$' | '$$' | 'variable';
  /** The variable's name, for `$name.x`. */
  readonly variable: string | undefined;
  readonly steps: readonly Step[];
  read(scope: Scope): unknown;
}

const NAME = /[^.[\]()\s,'"*?@]+/y;
const VARIABLE = /[\p{ID_Start}_][\p{ID_Continue}\u200c\u200d]*/uy;

/** The compiled path, or undefined when `text` is none. */
export function parsePath(text: string): Path | undefined {
  if (!text.startsWith('$')) return undefined;
  let at = 1;
  let root: Path['root'] = '$';
  let variable: string | undefined;
  if (text[1] === '$') {
    root = '$$';
    at = 2;
  } else if (at < text.length && text[1] !== '.' && text[1] !== '[') {
    VARIABLE.lastIndex = at;
    const match = VARIABLE.exec(text);
    if (!match) return undefined;
    root = 'variable';
    variable = match[0];
    at = VARIABLE.lastIndex;
  }
  const steps: Step[] = [];
  while (at < text.length) {
    if (text[at] === '.') {
      at += 1;
      if (text[at] === '.') {
        steps.push({ kind: 'deep' });
        at += 1;
        if (text[at] === '[') continue;
      }
      if (text[at] === '*') {
        steps.push({ kind: 'all' });
        at += 1;
        continue;
      }
      NAME.lastIndex = at;
      const match = NAME.exec(text);
      if (!match) return undefined;
      steps.push({ kind: 'key', key: match[0] });
      at = NAME.lastIndex;
    } else if (text[at] === '[') {
      const end = closingBracket(text, at);
      if (end < 0) return undefined;
      const step = parseBracket(text.slice(at + 1, end).trim());
      if (!step) return undefined;
      steps.push(step);
      at = end + 1;
    } else return undefined;
  }
  if (steps.at(-1)?.kind === 'deep') return undefined;
  const definite = steps.every((step) => step.kind === 'key' || step.kind === 'index');
  const read = definite ? readDefinite(root, variable, steps) : readMany(root, variable, steps);
  return { text, definite, reference: definite && root === '$', root, variable, steps, read };
}

/** Where the bracket opened at `open` closes, minding quotes and inner brackets; -1 when it doesn't. */
function closingBracket(text: string, open: number): number {
  let depth = 0;
  let quote = '';
  for (let at = open; at < text.length; at += 1) {
    const char = text[at]!;
    if (quote !== '') {
      if (char === quote && !(text[at - 1] === '\\' && quote === "'")) quote = '';
    } else if (char === "'" || char === '"') quote = char;
    else if (char === '[' || char === '(') depth += 1;
    else if (char === ']' || char === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

function parseBracket(inner: string): Step | undefined {
  if (inner === '*') return { kind: 'all' };
  if (inner[0] === "'" || inner[0] === '"') {
    const keys = parseKeys(inner);
    if (!keys) return undefined;
    return keys.length === 1 ? { kind: 'key', key: keys[0]! } : { kind: 'keys', keys };
  }
  if (inner[0] === '?') {
    const filter = compileFilter(inner.slice(1).trim(), (text) => parsePath(text)?.read);
    return filter && { kind: 'filter', filter };
  }
  if (/^-?\d+$/.test(inner)) return { kind: 'index', index: Number(inner) };
  if (/^-?\d+(\s*,\s*-?\d+)+$/.test(inner)) return { kind: 'indexes', indexes: inner.split(',').map(Number) };
  const slice = /^(-?\d+)?\s*:\s*(-?\d+)?(?:\s*:\s*(\d+)?)?$/.exec(inner);
  if (!slice) return undefined;
  const bound = (part: string | undefined): number | undefined => (part === undefined ? undefined : Number(part));
  return { kind: 'slice', from: bound(slice[1]), to: bound(slice[2]), by: Math.max(1, bound(slice[3]) ?? 1) };
}

/** `'a'` or `'a', 'b'`. Only `\'` and `\\` are escapes; every other backslash stands for itself (recorded). */
function parseKeys(inner: string): string[] | undefined {
  const keys: string[] = [];
  let at = 0;
  for (;;) {
    const quote = inner[at];
    if (quote !== "'" && quote !== '"') return undefined;
    let key = '';
    at += 1;
    for (; at < inner.length && inner[at] !== quote; at += 1) {
      if (inner[at] === '\\' && (inner[at + 1] === quote || inner[at + 1] === '\\') && quote === "'") at += 1;
      key += inner[at];
    }
    if (at >= inner.length) return undefined;
    keys.push(key);
    at += 1;
    while (inner[at] === ' ') at += 1;
    if (at === inner.length) return keys;
    if (inner[at] !== ',') return undefined;
    at += 1;
    while (inner[at] === ' ') at += 1;
  }
}

function rootOf(scope: Scope, root: Path['root'], variable: string | undefined): unknown {
  if (root === '$') return scope.input;
  return root === '$$' ? scope.around.context() : scope.around.variable(variable!);
}

function child(value: unknown, step: Step): unknown {
  if (step.kind === 'key') return isObject(value) && Object.hasOwn(value, step.key) ? value[step.key] : undefined;
  if (step.kind === 'index') return Array.isArray(value) ? value.at(step.index) : undefined;
  return undefined;
}

function readDefinite(root: Path['root'], variable: string | undefined, steps: readonly Step[]) {
  return (scope: Scope): unknown => {
    let value = rootOf(scope, root, variable);
    for (const step of steps) {
      value = child(value, step);
      if (value === undefined) return undefined;
    }
    return value;
  };
}

/** A path that may name many places gives a list, which is empty when nothing is there (recorded). */
function readMany(root: Path['root'], variable: string | undefined, steps: readonly Step[]) {
  return (scope: Scope): unknown => {
    const start = rootOf(scope, root, variable);
    if (start === undefined) return undefined;
    let found: unknown[] = [start];
    for (const step of steps) {
      const next: unknown[] = [];
      for (const value of found) spread(value, step, scope, next);
      found = next;
    }
    return found;
  };
}

function spread(value: unknown, step: Step, scope: Scope, out: unknown[]): void {
  const add = (item: unknown): void => {
    if (item !== undefined) out.push(item);
  };
  switch (step.kind) {
    case 'key':
    case 'index':
      add(child(value, step));
      return;
    case 'keys': {
      if (!isObject(value)) return;
      const picked = step.keys.filter((key) => Object.hasOwn(value, key));
      add(Object.fromEntries(picked.map((key) => [key, value[key]])));
      return;
    }
    case 'indexes':
      if (Array.isArray(value)) for (const index of step.indexes) add(value.at(index));
      return;
    case 'slice':
      if (Array.isArray(value)) {
        const part = value.slice(step.from, step.to);
        for (let index = 0; index < part.length; index += step.by) add(part[index]);
      }
      return;
    case 'all':
      if (Array.isArray(value)) value.forEach(add);
      else if (isObject(value)) Object.values(value).forEach(add);
      return;
    case 'deep':
      walk(value, out);
      return;
    case 'filter':
      if (Array.isArray(value)) for (const item of value) if (step.filter(item, scope)) out.push(item);
      if (isObject(value) && step.filter(value, scope)) out.push(value);
  }
}

function walk(value: unknown, out: unknown[]): void {
  out.push(value);
  if (Array.isArray(value)) for (const item of value) walk(item, out);
  else if (isObject(value)) for (const item of Object.values(value)) walk(item, out);
}

/** `$['a']['b'][0]`: how AWS writes a path back in messages (recorded). */
export function canonicalPath(path: Path): string {
  const head = path.root === 'variable' ? `$${path.variable}` : path.root === '$$' ? '$' : path.root;
  return path.steps.reduce((text, step) => {
    if (step.kind === 'key') return `${text}['${step.key}']`;
    return step.kind === 'index' ? `${text}[${step.index}]` : `${text}[*]`;
  }, head);
}
