// Intrinsic functions in JSONPath fields: `States.Format('{}', $.name)`. Parsed once into a tree of closures; the functions
// themselves stand in intrinsic-functions.ts.
// https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
import { EvaluationFault } from './faults.js';
import { INTRINSIC_FUNCTIONS, IntrinsicError } from './intrinsic-functions.js';
import { parsePath } from './paths.js';
import type { Scope } from './scope.js';

export type Evaluate = (scope: Scope) => unknown;

/** A string argument keeps its escapes of braces, which only States.Format resolves. */
type Argument =
  | { readonly kind: 'value'; readonly evaluate: Evaluate }
  | { readonly kind: 'text'; readonly raw: string };

/** The compiled call, or undefined when `text` is no call of a function AWS knows. */
export function parseIntrinsic(text: string): Evaluate | undefined {
  let at = 0;
  const blank = (): void => {
    while (text[at] === ' ') at += 1;
  };

  const call = (): Evaluate | undefined => {
    const start = at;
    const match = /^States\.([A-Za-z0-9]+)\(/.exec(text.slice(at));
    const row = match && Object.hasOwn(INTRINSIC_FUNCTIONS, match[1]!) ? INTRINSIC_FUNCTIONS[match[1]!] : undefined;
    if (!match || !row) return undefined;
    at += match[0].length;
    const found: Argument[] = [];
    blank();
    while (text[at] !== ')') {
      const one = argument();
      if (!one) return undefined;
      found.push(one);
      blank();
      if (text[at] === ',') {
        at += 1;
        blank();
        if (text[at] === ')') return undefined;
      } else if (text[at] !== ')') return undefined;
    }
    at += 1;
    if (found.length < row.least || found.length > row.most) return undefined;
    const source = text.slice(start, at);
    const parts = found.map((one, index): Evaluate => {
      if (one.kind === 'value') return one.evaluate;
      const literal = row.template && index === 0 ? one.raw : one.raw.replace(/\\(.)/g, '$1');
      return () => literal;
    });
    return (scope) => {
      const values = parts.map((part) => part(scope));
      try {
        return row.run(values, scope.around.chance);
      } catch (error) {
        if (!(error instanceof IntrinsicError)) throw error;
        throw new EvaluationFault(
          `The function '${source}' had the following error: ${error.message}`,
          'States.IntrinsicFailure',
        );
      }
    };
  };

  const argument = (): Argument | undefined => {
    const char = text[at];
    if (char === "'") return stringArgument();
    if (char === '$') return pathArgument();
    if (text.startsWith('States.', at)) {
      const evaluate = call();
      return evaluate && { kind: 'value', evaluate };
    }
    const match = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/.exec(text.slice(at));
    if (!match) return undefined;
    at += match[0].length;
    const value: unknown = JSON.parse(match[0]);
    return { kind: 'value', evaluate: () => value };
  };

  /** Only `\'`, `\\`, `\{` and `\}` may be escaped (recorded: `\"` is refused). */
  const stringArgument = (): Argument | undefined => {
    const match = /^'((?:[^'\\]|\\['\\{}])*)'/.exec(text.slice(at));
    if (!match) return undefined;
    at += match[0].length;
    return { kind: 'text', raw: match[1]! };
  };

  const pathArgument = (): Argument | undefined => {
    const start = at;
    let depth = 0;
    let quoted = false;
    for (; at < text.length; at += 1) {
      const char = text[at]!;
      if (char === "'" && text[at - 1] !== '\\') quoted = !quoted;
      else if (!quoted && (char === '[' || char === '(')) depth += 1;
      else if (!quoted && depth > 0 && (char === ']' || char === ')')) depth -= 1;
      else if (!quoted && depth === 0 && (char === ',' || char === ')')) break;
    }
    const path = parsePath(text.slice(start, at).trim());
    if (!path) return undefined;
    const evaluate: Evaluate = (scope) => {
      const value = path.read(scope);
      if (value !== undefined) return value;
      throw new EvaluationFault(
        `The function '${text}' had the following error: The JsonPath argument for the field '${path.text}' could not be found in the input '${JSON.stringify(scope.input)}'`,
      );
    };
    return { kind: 'value', evaluate };
  };

  const evaluate = call();
  return evaluate && at === text.length ? evaluate : undefined;
}
