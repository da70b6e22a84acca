// What the source of a compiled template calls by name: the meaning of Velocity's operators, printing, macros and strings.
// compile*.ts write the calls; nothing here knows syntax.

import { invocationFault, JavaException, RenderFault } from './faults.js';
import { checkedSize, checkedText, type Frame, MACRO_DEPTH } from './frame.js';
import { ForeachScope } from './host-object.js';
import { Argument, MacroCall } from './macro-call.js';
import { element, invoke, property, setElement, setProperty } from './members.js';
import type { Position } from './tree.js';
import { type Arithmetic, calculate, compare, toInteger } from './values/number.js';
import { javaText } from './values/text.js';
import {
  Block,
  equals,
  isNumber,
  isPlain,
  JavaDouble,
  JavaIterator,
  JavaList,
  JavaMap,
  type Value,
} from './values/value.js';

/** How a block ended: on, out of the loop, out of the template, or with `#return`. */
export type Completion = 0 | 1 | 2 | 3;
export const NORMAL = 0;
export const BREAK = 1;
export const STOP = 2;
export const RETURN = 3;

type Run = () => Completion;

/** A break, stop or return inside an interpolated string: ends the expressions around it, and the loop or the template. */
export class Leave extends Error {
  readonly completion: Completion;

  constructor(completion: Completion) {
    super('leave');
    this.completion = completion;
  }
}

const isBreak = (error: unknown): boolean => error instanceof Leave && error.completion === BREAK;

/** Runs a block that a break ends as if it had reached its end. */
function untilBreak(run: Run): Completion {
  try {
    const completion = run();
    return completion === BREAK ? NORMAL : completion;
  } catch (error) {
    if (isBreak(error)) return NORMAL;
    throw error;
  }
}

/** What a reference prints. */
function show(value: Value, missing: string): string {
  return typeof value === 'string' ? value : value === null ? missing : javaText(value);
}

/** `\$a` prints "$a" when $a is set and `\$a` when not; each two backslashes are one. */
function escaped(value: Value, backslashes: number, literal: string, quiet: boolean): string {
  const slashes = '\\'.repeat(Math.floor(backslashes / 2));
  if (backslashes % 2 === 1) return slashes + (value === null ? '\\' : '') + literal;
  return value === null ? slashes + slashes + (quiet ? '' : literal) : slashes + javaText(value);
}

/** What the content of a string writes. */
function capture(frame: Frame, run: Run): string {
  return frame.capture(() => {
    const completion = run();
    if (completion !== NORMAL) throw new Leave(completion);
  });
}

/** What `#define` makes. */
function block(frame: Frame, run: Run): Block {
  let depth = 0;
  return new Block(() => {
    // Velocity's define.provide.maxdepth: a block that prints itself stops.
    if (depth >= 2) return '';
    frame.countStep();
    depth += 1;
    try {
      return capture(frame, () => untilBreak(run));
    } finally {
      depth -= 1;
    }
  });
}

type GetArgument = () => Value;
/** A macro's argument before it knows of the call. */
type Given = (call: MacroCall) => Value;

const argument =
  (get: GetArgument, assign?: (value: Value) => void, literal?: string): Given =>
  (call) =>
    new Argument(get, assign, literal, call);

/** `$bodyContent`, which sees the variables of the caller (Velocity's BlockMacro). */
const blockArgument =
  (frame: Frame, run: Run): Given =>
  (call) =>
    new Block(() => call.asCaller(() => capture(frame, () => untilBreak(run))));

function callMacro(
  frame: Frame,
  name: string,
  run: Run,
  read: () => Value[],
  store: (values: readonly Value[]) => void,
  given: readonly Given[],
): Completion {
  if (frame.macroDepth >= MACRO_DEPTH) {
    throw new RenderFault(`Max calling depth of ${MACRO_DEPTH} was exceeded in macro '${name}'`);
  }
  frame.countStep();
  const call = new MacroCall(frame, read, store);
  store(given.map((make) => make(call)));
  frame.macroDepth += 1;
  try {
    return untilBreak(run);
  } finally {
    frame.macroDepth -= 1;
    call.restore();
  }
}

/** A variable's value: an argument's is evaluated now. */
function argumentValue(held: Value): Value {
  return held instanceof Argument ? held.value : held;
}

/** False when the variable holds no argument that can be assigned to. */
function assignArgument(held: Value, value: Value): boolean {
  return held instanceof Argument && held.store(value);
}

function literalOf(held: Value, own: string): string {
  return (held instanceof Argument ? held.literal : undefined) ?? own;
}

/** A call of a `$util` function; undefined when no overload takes the arguments. */
function callHost<T>(method: (args: readonly Value[]) => T, args: readonly Value[], name: string, at: Position): T {
  try {
    return method(args);
  } catch (error) {
    if (error instanceof JavaException) throw invocationFault(name, 'com.amazonaws.appsync.util', error, at);
    throw error;
  }
}

/** `#set($self.name = value)`; `store` writes that member of a record and gives what it held. */
function setName(
  self: Value,
  name: string,
  value: Value,
  store: (record: Record<string, unknown>, value: Value) => unknown,
): void {
  if (self instanceof JavaMap) self.putName(name, value, store);
}

/** What `#foreach` goes through: lists, what an iterator has left, and the values of a map. */
function itemsOf(value: Value): readonly Value[] | undefined {
  if (value instanceof JavaList) return value.items;
  if (value instanceof JavaIterator) return value.list.items.slice(value.at);
  return value instanceof JavaMap ? value.values() : undefined;
}

/** Java's iterator of a list that grew or shrank finds out when it is asked for the next item. */
const changedInLoop = (): RenderFault => new RenderFault('java.util.ConcurrentModificationException');

/** A map literal whose keys are names. */
function recordOf(members: Record<string, unknown>, count: number, plain: boolean): JavaMap {
  return plain ? JavaMap.record(members, count) : mapOf(Object.entries(members) as [string, Value][]);
}

function mapOf(pairs: readonly (readonly [Value, Value])[]): JavaMap {
  const map = new JavaMap();
  for (const [key, value] of pairs) map.put(key, value);
  return map;
}

function range(first: Value, last: Value): JavaList | null {
  if (!isNumber(first) || !isNumber(last)) return null;
  const [start, end] = [Number(toInteger(first, 32)), Number(toInteger(last, 32))];
  const size = Math.abs(end - start) + 1;
  checkedSize(size);
  const step = start >= end ? -1 : 1;
  const items: Value[] = [];
  for (let index = 0; index < size; index++) items.push(start + index * step);
  return JavaList.of(items);
}

function add(a: Value, b: Value, leftText: string, rightText: string): Value {
  if (isSmall(a) && isSmall(b)) return a + b;
  if (typeof a !== 'string' && typeof b !== 'string') return arithmetic('+', a, b);
  return checkedText((a === null ? leftText : javaText(a)) + (b === null ? rightText : javaText(b)));
}

/** An int of Java's: sums of two are exact. */
const isSmall = (value: Value): value is number => typeof value === 'number' && (value | 0) === value;

function arithmetic(operator: Arithmetic, a: Value, b: Value): Value {
  return isNumber(a) && isNumber(b) ? calculate(operator, a, b) : null;
}

/** `==`: numbers by value, values of one class by equals(), all others by their text (Velocity 1.7's ASTEQNode). */
function same(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (typeof a === 'string' && typeof b === 'string') return false;
  if (isNumber(a) && isNumber(b)) return compare(a, b) === 0;
  if (typeof a === typeof b && (typeof a !== 'object' || kindOf(a) === kindOf(b))) return equals(a, b);
  return javaText(a) === javaText(b);
}

function kindOf(value: Value): string {
  if (value instanceof JavaMap) return 'map';
  if (value instanceof JavaList) return value.kind;
  return value instanceof JavaDouble ? 'double' : 'other';
}

export const OPERATIONS = {
  ...{ Block, ForeachScope, JavaList },
  ...{
    isBreak,
    show,
    escaped,
    capture,
    block,
    argument,
    blockArgument,
    callMacro,
    argumentValue,
    assignArgument,
    literalOf,
  },
  ...{ callHost, property, element, invoke, setName, setProperty, setElement },
  ...{ itemsOf, changedInLoop, recordOf, mapOf, isPlain, range, checkedText },
  ...{ add, same },
  subtract: (a: Value, b: Value) => (isSmall(a) && isSmall(b) ? a - b : arithmetic('-', a, b)),
  multiply: (a: Value, b: Value) => arithmetic('*', a, b),
  divide: (a: Value, b: Value) => arithmetic('/', a, b),
  remainder: (a: Value, b: Value) => arithmetic('%', a, b),
  less: (a: Value, b: Value) => isNumber(a) && isNumber(b) && compare(a, b) < 0,
  more: (a: Value, b: Value) => isNumber(a) && isNumber(b) && compare(a, b) > 0,
  lessOrSame: (a: Value, b: Value) => isNumber(a) && isNumber(b) && compare(a, b) <= 0,
  moreOrSame: (a: Value, b: Value) => isNumber(a) && isNumber(b) && compare(a, b) >= 0,
} as const;
