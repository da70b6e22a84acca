// JSONata expressions: compiled once, evaluated at once, with the time and the chance of the transition. The only file that
// knows the jsonata package. One engine is made for a program and loads the package when the first expression comes.
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
import { type Expression, load } from 'jsonata:synchronous';
import { INTRINSIC_FUNCTIONS, IntrinsicError } from './intrinsic-functions.js';
import type { Surroundings } from './scope.js';

/** `code: message` as the package words it, or what kind of nothing an expression gave. */
export type JsonataAnswer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'error'; readonly message: string };

export interface JsonataExpression {
  evaluate(bindings: Readonly<Record<string, unknown>>, around: Surroundings): JsonataAnswer;
}

export interface Jsonata {
  /** The compiled expression, or what is wrong with the text. */
  compile(text: string): JsonataExpression | { readonly message: string };
}

function messageOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined ? String(message ?? error) : `${code}: ${message}`;
}

/** A list that JSONata may unwrap when it has one item, as AWS's $range does (recorded). */
function sequence(items: unknown): unknown {
  return Object.defineProperty(items, 'sequence', { value: true });
}

/** Functions and what holds them: no JSON. */
function isFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  return '_jsonata_lambda' in value || '_jsonata_function' in value;
}

export function createJsonata(): Jsonata {
  let library: ((text: string) => Expression) | undefined;
  // Whose time and chance the expression that runs now has: evaluation never waits, so there is only one.
  let now: Surroundings | undefined;

  // Compiling asks for the time too, and makes no use of it.
  const open = (): ((text: string) => Expression) => {
    class WorkflowDate extends Date {
      constructor(...parts: [] | [number]) {
        if (parts.length > 0) super(...(parts as [number]));
        else super(now?.now ?? 0);
      }
      static override now(): number {
        return now?.now ?? 0;
      }
    }
    const math = Object.create(Math, { random: { value: () => now!.chance.next() } }) as Math;
    return load({ Date: WorkflowDate, Math: math });
  };

  const intrinsic =
    (name: string) =>
    (...values: readonly unknown[]): unknown =>
      INTRINSIC_FUNCTIONS[name]!.run(values, now!.chance);

  /** What Step Functions adds to the language. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn */
  const provide = (expression: Expression): void => {
    const range = intrinsic('ArrayRange');
    expression.registerFunction('partition', intrinsic('ArrayPartition'));
    expression.registerFunction('range', (...values: unknown[]) => sequence(range(...values)));
    expression.registerFunction('hash', intrinsic('Hash'));
    expression.registerFunction('uuid', () => now!.chance.uuid());
    expression.registerFunction('parse', (text: string) => JSON.parse(text) as unknown);
    expression.registerFunction('random', (seed: unknown) =>
      seed === undefined
        ? now!.chance.next()
        : Number(INTRINSIC_FUNCTIONS['MathRandom']!.run([0, 2 ** 30, seed], now!.chance)) / 2 ** 30,
    );
    expression.registerFunction('eval', () => {
      throw new IntrinsicError('The function $eval is not supported');
    });
  };

  return {
    compile(text) {
      library ??= open();
      let expression: Expression;
      try {
        expression = library(text);
      } catch (error) {
        return { message: messageOf(error) };
      }
      provide(expression);
      return {
        evaluate(bindings, around) {
          const outer = now;
          now = around;
          try {
            const value = expression.evaluate(undefined, bindings);
            if (value === undefined) return { kind: 'undefined' };
            if (isFunction(value)) return { kind: 'unsupported' };
            // Through text: lists that JSONata made carry marks that must not reach the next expression.
            const plain: unknown = typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value;
            return { kind: 'value', value: Object.is(plain, -0) ? 0 : plain };
          } catch (error) {
            return { kind: 'error', message: messageOf(error) };
          } finally {
            now = outer;
          }
        },
      };
    },
  };
}
