// Writes the JavaScript of expressions and references; compile.ts calls it for every expression of a template. A piece
// of source evaluates each operand once, from left to right; the functions it names are those of operations.ts.

import { type Code, literal } from './code.js';
import type { HostMethod, Namespace } from './host-object.js';
import { methodsNamed } from './members.js';
import type { BinaryOperator, Expression, Reference, Statement, Step } from './tree.js';
import { double, integer } from './values/number.js';
import { isName } from './values/value.js';

/** What expressions need of the template they stand in. */
export interface TemplateScope {
  readonly code: Code;
  /** Reads a variable; macro arguments are evaluated anew at each read. */
  read(name: string): string;
  /** A statement that assigns `value`, which is a local. */
  write(name: string, value: string): string;
  /** The host object a name always means, when the template assigns nothing to it. */
  host(name: string): Namespace | undefined;
  readonly foreachIsOurs: boolean;
  /** The content of a double-quoted string. */
  interpolation(body: readonly Statement[]): string;
}

type MethodStep = Step & { kind: 'method' };
type Binary = Expression & { kind: 'binary' };

/** A reference's call of a `$util` function, known before anything runs. */
interface HostCall {
  readonly method: HostMethod;
  readonly step: MethodStep;
  /** How many of the reference's steps the call takes up. */
  readonly used: number;
}

const ARITHMETIC: Partial<Record<BinaryOperator, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'remainder',
};
const COMPARISONS: Partial<Record<BinaryOperator, string>> = {
  '==': 'same',
  '!=': '!same',
  '<': 'less',
  '>': 'more',
  '<=': 'lessOrSame',
  '>=': 'moreOrSame',
};
/** What `$foreach` knows, as ForeachScope keeps it. */
const COUNTERS: ReadonlySet<string> = new Set(['index', 'count', 'hasNext', 'first', 'last']);

export class Expressions {
  private readonly scope: TemplateScope;
  private readonly code: Code;

  constructor(scope: TemplateScope) {
    this.scope = scope;
    this.code = scope.code;
  }

  value(expression: Expression): string {
    switch (expression.kind) {
      case 'null':
        return 'null';
      case 'boolean':
      case 'string':
        return literal(expression.value);
      case 'integer':
        return this.constant(integer(BigInt(expression.digits)));
      case 'double':
        return this.constant(double(expression.value));
      case 'interpolation':
        return this.scope.interpolation(expression.body);
      case 'list':
        return `JavaList.of(${this.array(expression.items)})`;
      case 'map':
        return this.map(expression.entries);
      case 'range':
        return `range(${this.value(expression.from)},${this.value(expression.to)})`;
      case 'reference':
        return this.reference(expression);
      case 'binary':
        return this.binary(expression);
      case 'not':
        return this.test(expression);
    }
  }

  /** The truth of an expression: literals and sums are false there, whatever they hold (Velocity 1.7's evaluate()). */
  test(expression: Expression): string {
    switch (expression.kind) {
      case 'boolean':
        return literal(expression.value);
      case 'not':
        return `!(${this.test(expression.operand)})`;
      case 'reference':
        return `((t=${this.reference(expression)})!==null&&t!==false)`;
      case 'binary':
        return isTest(expression) ? this.binary(expression) : 'false';
      default:
        return 'false';
    }
  }

  /** A reference's value; null where a step finds nothing. */
  reference(reference: Reference): string {
    const { root, steps } = reference;
    const call = this.hostCall(reference);
    if (call !== undefined) {
      return steps
        .slice(call.used)
        .reduce((self, step) => this.step(self, step), `(${this.hostResult(call.method.call, call.step)}??null)`);
    }
    const [first, ...rest] = steps;
    if (root === 'foreach' && this.scope.foreachIsOurs && first?.kind === 'property' && COUNTERS.has(first.name)) {
      const counter = `((t=${this.scope.read(root)})===null?null:t.${first.name})`;
      return rest.reduce((self, step) => this.step(self, step), counter);
    }
    return steps.reduce((self, step) => this.step(self, step), this.scope.read(root));
  }

  /** Statements that assign to `$a`, `$a.b` or `$a[0]`; `value` is a local. */
  assign(target: Reference, value: string): string {
    const last = target.steps.at(-1);
    if (last === undefined) return this.scope.write(target.root, value);
    if (last.kind === 'method') return '';
    const owner = this.reference({ ...target, steps: target.steps.slice(0, -1) });
    if (last.kind === 'property') {
      const { name } = last;
      return isName(name)
        ? `setName(${owner},${literal(name)},${value},${this.code.setter(name)});`
        : `setProperty(${owner},${literal(name)},${value});`;
    }
    return `setElement(${owner},${this.value(last.argument)},${value},${this.code.constant(last.at)});`;
  }

  hostCall({ root, steps }: Reference): HostCall | undefined {
    let namespace = this.scope.host(root);
    for (const [index, step] of steps.entries()) {
      if (namespace === undefined || step.kind === 'index') return undefined;
      if (step.kind === 'method') {
        const method = namespace.methods.get(step.name);
        return method && { method, step, used: index + 1 };
      }
      namespace = namespace.namespaces.get(step.name);
    }
    return undefined;
  }

  /** Calls a `$util` function; undefined when no overload takes the arguments. */
  hostResult(method: HostMethod['call'] | NonNullable<HostMethod['plain']>, { name, args, at }: MethodStep): string {
    return `callHost(${this.code.constant(method)},${this.array(args)},${literal(name)},${this.code.constant(at)})`;
  }

  private step(self: string, step: Step): string {
    if (step.kind === 'property') return `property(${self},${literal(step.name)})`;
    const at = this.code.constant(step.at);
    if (step.kind === 'index') return `((t=${self})===null?null:element(t,${this.value(step.argument)},${at}))`;
    const methods = this.code.constant(methodsNamed(step.name));
    return `((t=${self})===null?null:invoke(t,${methods},${this.array(step.args)},${at}))`;
  }

  private array(items: readonly Expression[]): string {
    return `[${items.map((item) => this.value(item)).join(',')}]`;
  }

  /** A number as JavaScript writes it, when it has one. */
  private constant(value: unknown): string {
    return typeof value === 'number' ? literal(value) : this.code.constant(value);
  }

  /** A map whose keys are names is a record as long as its values are plain. */
  private map(entries: readonly (readonly [Expression, Expression])[]): string {
    const keys = entries.map(([key]) => (key.kind === 'string' && isName(key.value) ? key.value : undefined));
    if (keys.includes(undefined) || new Set(keys).size < keys.length || keys.length > 32) {
      return `mapOf([${entries.map(([key, value]) => `[${this.value(key)},${this.value(value)}]`).join(',')}])`;
    }
    const unsure: string[] = [];
    const members = entries.map(([, value], index) => {
      const name = literal(keys[index]!);
      if (isPlainAlways(value)) return `${name}:${this.value(value)}`;
      const member = this.value(value);
      const local = this.code.local();
      unsure.push(`isPlain(${local})`);
      return `${name}:${local}=${member}`;
    });
    return `recordOf({${members.join(',')}},${keys.length},${unsure.length === 0 ? 'true' : unsure.join('&&')})`;
  }

  private binary({ operator, left, right, leftText, rightText }: Binary): string {
    if (operator === '&&' || operator === '||') return `(${this.test(left)}${operator}${this.test(right)})`;
    const operands = `${this.value(left)},${this.value(right)}`;
    if (operator === '+') return `add(${operands},${literal(leftText)},${literal(rightText)})`;
    return `${ARITHMETIC[operator] ?? COMPARISONS[operator]}(${operands})`;
  }
}

const isTest = ({ operator }: Binary): boolean => ARITHMETIC[operator] === undefined;

/** The value is a text, a boolean or a small integer. */
function isPlainAlways(expression: Expression): boolean {
  switch (expression.kind) {
    case 'boolean':
    case 'string':
    case 'interpolation':
    case 'not':
      return true;
    case 'integer':
      return typeof integer(BigInt(expression.digits)) === 'number';
    case 'binary':
      return isTest(expression);
    default:
      return false;
  }
}

/** Literals, strings and tests have a value, whatever a template is given. */
export function neverNull(expression: Expression): boolean {
  return isPlainAlways(expression) || ['integer', 'double', 'list', 'map'].includes(expression.kind);
}
