// Compiles expressions and references to closures. compile.ts calls it for every expression of a template; the closures
// run once per rendering and know no syntax.

import { invocationFault, JavaException } from './faults.js';
import { checkedSize, checkedText, type Frame } from './frame.js';
import type { HostMethod, Namespace } from './host-object.js';
import { element, invoke, methodsNamed, property, setElement, setProperty } from './members.js';
import type { BinaryOperator, Expression, Reference, Statement, Step } from './tree.js';
import { type Arithmetic, calculate, compare, double, integer, toInteger } from './values/number.js';
import { javaText } from './values/text.js';
import { equals, isNumber, isPlain, JavaDouble, JavaList, JavaMap, type Value } from './values/value.js';

export type Get = (frame: Frame) => Value;
export type Test = (frame: Frame) => boolean;
export type Assign = (frame: Frame, value: Value) => void;

/** What expressions need of the template they stand in. */
export interface TemplateScope {
  /** The variable's place among the frame's variables. */
  slot(name: string): number;
  /** Reads a variable; macro arguments are evaluated anew at each read. */
  read(name: string): Get;
  write(name: string): Assign;
  /** The host object a name always means, when the template assigns nothing to it. */
  constant(name: string): Namespace | undefined;
  /** Compiles the content of a double-quoted string. */
  interpolation(body: readonly Statement[]): (frame: Frame) => string;
}

type Access = (self: Value, frame: Frame) => Value;

export function compileExpression(expression: Expression, scope: TemplateScope): Get {
  switch (expression.kind) {
    case 'null':
      return () => null;
    case 'boolean':
    case 'string': {
      const { value } = expression;
      return () => value;
    }
    case 'integer': {
      const value = integer(BigInt(expression.digits));
      return () => value;
    }
    case 'double': {
      const value = double(expression.value);
      return () => value;
    }
    case 'interpolation':
      return scope.interpolation(expression.body);
    case 'list': {
      const items = expression.items.map((item) => compileExpression(item, scope));
      return (frame) => JavaList.of(items.map((item) => item(frame)));
    }
    case 'map':
      return compileMap(expression.entries, scope);
    case 'range':
      return compileRange(compileExpression(expression.from, scope), compileExpression(expression.to, scope));
    case 'reference':
      return compileReference(expression, scope);
    case 'binary':
      return compileBinary(expression, scope);
    case 'not': {
      const test = compileTest(expression, scope);
      return test;
    }
  }
}

/** The truth of an expression: literals and sums are false there, whatever they hold (Velocity 1.7's evaluate()). */
export function compileTest(expression: Expression, scope: TemplateScope): Test {
  switch (expression.kind) {
    case 'boolean': {
      const { value } = expression;
      return () => value;
    }
    case 'not': {
      const operand = compileTest(expression.operand, scope);
      return (frame) => !operand(frame);
    }
    case 'reference': {
      const get = compileReference(expression, scope);
      return (frame) => {
        const value = get(frame);
        return value !== null && value !== false;
      };
    }
    case 'binary':
      return compileBinaryTest(expression, scope) ?? (() => false);
    default:
      return () => false;
  }
}

/** A reference's value; null where a step finds nothing. */
export function compileReference(reference: Reference, scope: TemplateScope): Get {
  const host = hostMethod(reference, scope);
  let get: Get;
  let { steps } = reference;
  if (host) {
    const call = callHost(host.method.call, host.step, scope);
    get = (frame) => call(frame) ?? null;
    steps = steps.slice(host.used);
  } else get = scope.read(reference.root);
  for (const step of steps) {
    const before = get;
    const access = compileStep(step, scope);
    get = (frame) => {
      const self = before(frame);
      return self === null ? null : access(self, frame);
    };
  }
  return get;
}

/** Assignment to `$a`, `$a.b` or `$a[0]`. */
export function compileAssign(target: Reference, scope: TemplateScope): Assign {
  const last = target.steps.at(-1);
  if (last === undefined) return scope.write(target.root);
  const owner = compileReference({ ...target, steps: target.steps.slice(0, -1) }, scope);
  if (last.kind === 'method') return () => {};
  if (last.kind === 'property') {
    const { name } = last;
    return (frame, value) => setProperty(owner(frame), name, value);
  }
  const argument = compileExpression(last.argument, scope);
  const { at } = last;
  return (frame, value) => setElement(owner(frame), argument(frame), value, at);
}

/** The function of `$util` a reference begins with, when that is known before anything runs. */
export function hostMethod(
  reference: Reference,
  scope: TemplateScope,
): { readonly method: HostMethod; readonly step: Step & { kind: 'method' }; readonly used: number } | undefined {
  let namespace = scope.constant(reference.root);
  for (const [index, step] of reference.steps.entries()) {
    if (namespace === undefined || step.kind === 'index') return undefined;
    if (step.kind === 'method') {
      const method = namespace.methods.get(step.name);
      return method && { method, step, used: index + 1 };
    }
    namespace = namespace.namespaces.get(step.name);
  }
  return undefined;
}

/** A call of a `$util` function; undefined when no overload takes the arguments. */
export function callHost<T>(
  method: (args: readonly Value[]) => T | undefined,
  step: Step & { kind: 'method' },
  scope: TemplateScope,
): (frame: Frame) => T | undefined {
  const args = step.args.map((arg) => compileExpression(arg, scope));
  const { name, at } = step;
  const call = (values: readonly Value[]): T | undefined => {
    try {
      return method(values);
    } catch (error) {
      if (error instanceof JavaException) throw invocationFault(name, 'com.amazonaws.appsync.util', error, at);
      throw error;
    }
  };
  if (args.length === 1) {
    const only = args[0]!;
    return (frame) => call([only(frame)]);
  }
  return (frame) => call(args.map((arg) => arg(frame)));
}

function compileStep(step: Step, scope: TemplateScope): Access {
  const { at } = step;
  if (step.kind === 'property') {
    const { name } = step;
    return (self) => property(self, name);
  }
  if (step.kind === 'index') {
    const argument = compileExpression(step.argument, scope);
    return (self, frame) => element(self, argument(frame), at);
  }
  const { name } = step;
  const methods = methodsNamed(name);
  const args = step.args.map((arg) => compileExpression(arg, scope));
  if (args.length === 0) return (self) => invoke(self, methods, [], at);
  if (args.length === 1) {
    const only = args[0]!;
    return (self, frame) => invoke(self, methods, [only(frame)], at);
  }
  return (self, frame) =>
    invoke(
      self,
      methods,
      args.map((arg) => arg(frame)),
      at,
    );
}

function compileMap(entries: readonly (readonly [Expression, Expression])[], scope: TemplateScope): Get {
  const record = compileRecord(entries, scope);
  if (record !== undefined) return record;
  const pairs = entries.map(
    ([key, value]) => [compileExpression(key, scope), compileExpression(value, scope)] as const,
  );
  return (frame) => {
    const map = new JavaMap();
    for (const [key, value] of pairs) map.put(key(frame), value(frame));
    return map;
  };
}

/** A map whose keys are names that never change is made as plain JSON as long as its values are plain. */
function compileRecord(entries: readonly (readonly [Expression, Expression])[], scope: TemplateScope): Get | undefined {
  const keys: string[] = [];
  for (const [key] of entries) {
    if (key.kind !== 'string' || !/^[A-Za-z][A-Za-z0-9_]*$/.test(key.value) || keys.includes(key.value))
      return undefined;
    keys.push(key.value);
  }
  const gets = entries.map(([, value]) => compileExpression(value, scope));
  const empty: Readonly<Record<string, unknown>> = Object.fromEntries(keys.map((key) => [key, null]));
  return (frame) => {
    const record: Record<string, unknown> = { ...empty };
    for (let index = 0; index < gets.length; index++) {
      const value = gets[index]!(frame);
      if (!isPlain(value)) return mapFrom(record, keys, gets, index, value, frame);
      record[keys[index]!] = value;
    }
    return new JavaMap(record);
  };
}

/** The same map when a value at `index` is not plain: those before it are made, those behind it are not. */
function mapFrom(
  record: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  gets: readonly Get[],
  index: number,
  value: Value,
  frame: Frame,
): JavaMap {
  const map = new JavaMap();
  for (const key of keys.slice(0, index)) map.put(key, record[key] as Value);
  map.put(keys[index]!, value);
  for (let rest = index + 1; rest < gets.length; rest++) map.put(keys[rest]!, gets[rest]!(frame));
  return map;
}

function compileRange(from: Get, to: Get): Get {
  return (frame) => {
    const [first, last] = [from(frame), to(frame)];
    if (!isNumber(first) || !isNumber(last)) return null;
    const [start, end] = [Number(toInteger(first, 32)), Number(toInteger(last, 32))];
    const size = Math.abs(end - start) + 1;
    checkedSize(size);
    const step = start >= end ? -1 : 1;
    return JavaList.of(Array.from({ length: size }, (_, index) => start + index * step));
  };
}

type Binary = Expression & { kind: 'binary' };

function compileBinary(expression: Binary, scope: TemplateScope): Get {
  const test = compileBinaryTest(expression, scope);
  if (test) return test;
  const left = compileExpression(expression.left, scope);
  const right = compileExpression(expression.right, scope);
  const operator = expression.operator as Arithmetic;
  if (operator !== '+') return (frame) => arithmetic(operator, left(frame), right(frame));
  const { leftText, rightText } = expression;
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    if (typeof a !== 'string' && typeof b !== 'string') return arithmetic('+', a, b);
    return checkedText((a === null ? leftText : javaText(a)) + (b === null ? rightText : javaText(b)));
  };
}

function arithmetic(operator: Arithmetic, a: Value, b: Value): Value {
  return isNumber(a) && isNumber(b) ? calculate(operator, a, b) : null;
}

const ORDER: Partial<Record<BinaryOperator, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
};

/** Undefined for arithmetic. */
function compileBinaryTest(expression: Binary, scope: TemplateScope): Test | undefined {
  const { operator } = expression;
  if (operator === '&&' || operator === '||') {
    const left = compileTest(expression.left, scope);
    const right = compileTest(expression.right, scope);
    if (operator === '&&') return (frame) => left(frame) && right(frame);
    return (frame) => left(frame) || right(frame);
  }
  const left = compileExpression(expression.left, scope);
  const right = compileExpression(expression.right, scope);
  if (operator === '==') return (frame) => same(left(frame), right(frame));
  if (operator === '!=') return (frame) => !same(left(frame), right(frame));
  const holds = ORDER[operator];
  if (holds === undefined) return undefined;
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    return isNumber(a) && isNumber(b) && holds(compare(a, b));
  };
}

/** `==`: numbers by value, values of one class by equals(), all others by their text (Velocity 1.7's ASTEQNode). */
function same(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (isNumber(a) && isNumber(b)) return compare(a, b) === 0;
  if (typeof a === typeof b && (typeof a !== 'object' || kindOf(a) === kindOf(b))) return equals(a, b);
  return javaText(a) === javaText(b);
}

function kindOf(value: Value): string {
  if (value instanceof JavaMap) return 'map';
  if (value instanceof JavaList) return value.kind;
  return value instanceof JavaDouble ? 'double' : 'other';
}
