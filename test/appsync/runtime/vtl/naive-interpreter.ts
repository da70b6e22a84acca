// VTL as plainly as it can be told, over the syntax tree: what the property test holds compiled templates against.
// Host values stand for Java's: bigint for integers, number for doubles, string, boolean, Array, Map. Whatever ends a
// block early is thrown. It knows no `$util` but toJson and qr.
import type { Expression, Reference, Statement, Template } from '../../../../src/appsync/runtime/vtl/tree.js';

type Naive = null | boolean | bigint | number | string | Naive[] | Map<string, Naive> | Block;

/** What `#define` and the body of a macro call make: text, made when it is printed. */
class Block {
  readonly render: () => string;

  constructor(render: () => string) {
    this.render = render;
  }
}

class Break extends Error {}
class Stop extends Error {}
class Failure extends Error {}
class Return extends Error {
  readonly value: Naive;

  constructor(value: Naive) {
    super('return');
    this.value = value;
  }
}

/** A variable: a value, or an argument and the variables it is to be read with. */
type Cell = { value: Naive } | { argument: Expression; scope: Scope };

/** A macro call's parameters, over the variables of its caller. */
class Scope {
  readonly cells = new Map<string, Cell>();
  readonly caller: Scope | undefined;

  constructor(caller: Scope | undefined) {
    this.caller = caller;
  }

  owner(name: string): Scope {
    return this.cells.has(name) || this.caller === undefined ? this : this.caller.owner(name);
  }

  cell(name: string): Cell {
    return this.owner(name).cells.get(name) ?? { value: null };
  }
}

/** What EvaluateMappingTemplate answers, be it an error's message. */
export function interpret(template: Template): string {
  const run = new Interpreter(template);
  try {
    run.all(template.body);
  } catch (end) {
    if (end instanceof Return) return json(end.value);
    if (end instanceof Failure) return end.message;
    if (!(end instanceof Break) && !(end instanceof Stop)) throw end;
  }
  return run.out;
}

class Interpreter {
  out = '';
  private scope = new Scope(undefined);
  private readonly template: Template;

  constructor(template: Template) {
    this.template = template;
  }

  all(body: readonly Statement[]): void {
    for (const statement of body) this.one(statement);
  }

  private one(statement: Statement): void {
    switch (statement.kind) {
      case 'text':
        this.out += statement.text;
        return;
      case 'output': {
        const printed = this.print(statement.reference);
        this.out += printed;
        return;
      }
      case 'set': {
        const value = this.value(statement.value);
        if (value !== null) this.set(statement.target, value);
        return;
      }
      case 'if': {
        const branch = statement.branches.find(({ test }) => test === undefined || this.truth(test));
        if (branch !== undefined) this.all(branch.body);
        return;
      }
      case 'foreach':
        this.foreach(statement);
        return;
      case 'break':
        throw new Break();
      case 'stop':
        throw new Stop();
      case 'return':
        throw new Return(statement.value === undefined ? null : this.value(statement.value));
      case 'define':
        this.assign(statement.name, this.define(statement.body));
        return;
      case 'call':
        this.call(statement);
    }
  }

  private foreach({ variable, source, body }: Statement & { kind: 'foreach' }): void {
    const given = this.value(source);
    const items = Array.isArray(given) ? given : given instanceof Map ? [...given.values()] : [];
    const { cells } = this.scope.owner(variable);
    const hidden = [variable, 'foreach', 'velocityCount'].map((name) => [name, cells.get(name)] as const);
    untilBreak(() => {
      const { length } = items;
      for (let index = 0; index !== items.length && index < 1000; index++) {
        if (items.length !== length) throw new Failure('java.util.ConcurrentModificationException');
        const hasNext = index + 1 < items.length;
        cells.set(variable, { value: items[index]! });
        cells.set('velocityCount', { value: BigInt(index + 1) });
        const foreach = new Map<string, Naive>([
          ['index', BigInt(index)],
          ['count', BigInt(index + 1)],
          ['hasNext', hasNext],
          ['first', index === 0],
          ['last', !hasNext],
        ]);
        cells.set('foreach', { value: foreach });
        this.all(body);
      }
    });
    for (const [name, cell] of hidden) cells.set(name, cell ?? { value: null });
  }

  private define(body: readonly Statement[]): Block {
    let depth = 0;
    return new Block(() => {
      if (depth === 2) return '';
      depth += 1;
      try {
        return this.text(body, true);
      } finally {
        depth -= 1;
      }
    });
  }

  /** What a body prints. A break ends a block; in a string it ends what is around the string. */
  private text(body: readonly Statement[], isBlock: boolean): string {
    const { out } = this;
    this.out = '';
    try {
      if (isBlock) untilBreak(() => this.all(body));
      else this.all(body);
      return this.out;
    } finally {
      this.out = out;
    }
  }

  private call({ name, args, block }: Statement & { kind: 'call' }): void {
    const macro = this.template.macros.get(name)!;
    const caller = this.scope;
    const inner = new Scope(caller);
    for (const [index, parameter] of macro.parameters.slice(0, args.length).entries()) {
      inner.cells.set(parameter, { argument: args[index]!, scope: caller });
    }
    const body = block && new Block(() => this.within(caller, () => this.text(block, true)));
    if (body !== undefined) inner.cells.set('bodyContent', { value: body });
    this.within(inner, () => untilBreak(() => this.all(macro.body)));
  }

  private within<T>(scope: Scope, use: () => T): T {
    const before = this.scope;
    this.scope = scope;
    try {
      return use();
    } finally {
      this.scope = before;
    }
  }

  private variable(name: string): Naive {
    const cell = this.scope.cell(name);
    return 'value' in cell ? cell.value : this.within(cell.scope, () => this.value(cell.argument));
  }

  private assign(name: string, value: Naive): void {
    const cell = this.scope.cell(name);
    if ('value' in cell || cell.argument.kind !== 'reference') this.scope.owner(name).cells.set(name, { value });
    else {
      const { argument } = cell;
      this.within(cell.scope, () => this.set(argument, value));
    }
  }

  private set(target: Reference, value: Naive): void {
    const last = target.steps.at(-1);
    if (last === undefined) {
      this.assign(target.root, value);
      return;
    }
    const owner = this.read({ ...target, steps: target.steps.slice(0, -1) });
    if (last.kind === 'property' && owner instanceof Map) owner.set(last.name, value);
    if (last.kind !== 'index') return;
    const at = this.value(last.argument);
    if (owner instanceof Map) owner.set(at as string, value);
    if (Array.isArray(owner) && typeof at === 'bigint') owner[Number(at < 0 ? BigInt(owner.length) + at : at)] = value;
  }

  private print(reference: Reference): string {
    const value = this.read(reference);
    if (value !== null) return text(value);
    if (reference.quiet) return '';
    const cell = this.scope.cell(reference.root);
    return reference.steps.length === 0 && 'argument' in cell && cell.argument.kind === 'reference'
      ? cell.argument.literal
      : reference.literal;
  }

  private read({ root, steps }: Reference): Naive {
    const [first, ...rest] = steps;
    if (root === 'util' && first?.kind === 'method') {
      const argument = this.value(first.args[0]!);
      return rest.reduce((self: Naive, step) => this.step(self, step), first.name === 'qr' ? '' : json(argument));
    }
    return steps.reduce((self: Naive, step) => this.step(self, step), this.variable(root));
  }

  private step(self: Naive, step: Reference['steps'][number]): Naive {
    if (self === null) return null;
    if (step.kind === 'property') return self instanceof Map ? (self.get(step.name) ?? null) : null;
    if (step.kind === 'index') return element(self, this.value(step.argument));
    return method(
      self,
      step.name,
      step.args.map((arg) => this.value(arg)),
    );
  }

  private truth(expression: Expression): boolean {
    switch (expression.kind) {
      case 'boolean':
        return expression.value;
      case 'not':
        return !this.truth(expression.operand);
      case 'reference': {
        const value = this.read(expression);
        return value !== null && value !== false;
      }
      case 'binary':
        return this.value(expression) === true;
      default:
        return false;
    }
  }

  private value(expression: Expression): Naive {
    switch (expression.kind) {
      case 'null':
        return null;
      case 'boolean':
      case 'string':
      case 'double':
        return expression.value;
      case 'integer':
        return BigInt(expression.digits);
      case 'interpolation':
        return this.text(expression.body, false);
      case 'list':
        return expression.items.map((item) => this.value(item));
      case 'map':
        return new Map(expression.entries.map(([key, value]) => [text(this.value(key)), this.value(value)]));
      case 'range': {
        const [from, to] = [this.value(expression.from), this.value(expression.to)];
        if (!isNumber(from) || !isNumber(to)) return null;
        const [first, last] = [BigInt(Math.trunc(Number(from))), BigInt(Math.trunc(Number(to)))];
        const size = Math.abs(Number(last - first)) + 1;
        return Array.from({ length: size }, (_, index) => first + BigInt(first < last ? index : -index));
      }
      case 'reference':
        return this.read(expression);
      case 'not':
        return this.truth(expression);
      case 'binary':
        return this.binary(expression);
    }
  }

  private binary({ operator, left, right, leftText, rightText }: Expression & { kind: 'binary' }): Naive {
    if (operator === '&&') return this.truth(left) && this.truth(right);
    if (operator === '||') return this.truth(left) || this.truth(right);
    const [a, b] = [this.value(left), this.value(right)];
    if (operator === '==' || operator === '!=') return same(a, b) === (operator === '==');
    if (operator === '+' && (typeof a === 'string' || typeof b === 'string')) {
      return (a === null ? leftText : text(a)) + (b === null ? rightText : text(b));
    }
    const numbers = isNumber(a) && isNumber(b);
    switch (operator) {
      case '<':
        return numbers && a < b;
      case '>':
        return numbers && a > b;
      case '<=':
        return numbers && a <= b;
      case '>=':
        return numbers && a >= b;
    }
    if (!numbers || (Number(b) === 0 && (operator === '/' || operator === '%'))) return null;
    return typeof a === 'bigint' && typeof b === 'bigint'
      ? onIntegers(operator, a, b)
      : onDoubles(operator, Number(a), Number(b));
  }
}

function untilBreak(run: () => void): void {
  try {
    run();
  } catch (end) {
    if (!(end instanceof Break)) throw end;
  }
}

const isNumber = (value: Naive): value is bigint | number => typeof value === 'bigint' || typeof value === 'number';

function onIntegers(operator: string, a: bigint, b: bigint): bigint {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  return operator === '/' ? a / b : a % b;
}

function onDoubles(operator: string, a: number, b: number): number {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  return operator === '/' ? a / b : a % b;
}

/** Numbers by value, two of a kind as Java's equals() has it, all others by their text. */
function same(a: Naive, b: Naive): boolean {
  if (a === null || b === null) return a === b;
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint equals the number of its value
  if (isNumber(a) && isNumber(b)) return a == b;
  return kind(a) === kind(b) ? equals(a, b) : text(a) === text(b);
}

function equals(a: Naive, b: Naive): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equals(item, b[index]!));
  }
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, item]) => b.has(key) && equals(item, b.get(key)!));
  }
  return Object.is(a, b);
}

function kind(value: Naive): string {
  if (Array.isArray(value)) return 'list';
  return value instanceof Map ? 'map' : typeof value;
}

function element(self: Naive, at: Naive): Naive {
  if (self instanceof Map) return typeof at === 'string' ? (self.get(at) ?? null) : null;
  return Array.isArray(self) && typeof at === 'bigint' ? (self.at(Number(at)) ?? null) : null;
}

function method(self: Naive, name: string, args: readonly Naive[]): Naive {
  if (name === 'size' && self instanceof Map) return BigInt(self.size);
  if (name === 'size' && Array.isArray(self)) return BigInt(self.length);
  if (name === 'length' && typeof self === 'string') return BigInt(self.length);
  if (name === 'toUpperCase' && typeof self === 'string') return self.toUpperCase();
  if (name === 'add' && Array.isArray(self)) return self.push(args[0]!) > 0;
  if (name === 'get' && self instanceof Map) return self.get(args[0] as string) ?? null;
  if (name === 'keySet' && self instanceof Map) return [...self.keys()];
  if (name === 'remove' && self instanceof Map) {
    const before = self.get(args[0] as string) ?? null;
    self.delete(args[0] as string);
    return before;
  }
  if (name === 'put' && self instanceof Map) {
    const before = self.get(args[0] as string) ?? null;
    self.set(args[0] as string, args[1]!);
    return before;
  }
  return null;
}

/** toString(). */
function text(value: Naive): string {
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${key}=${text(item)}`).join(', ')}}`;
  if (value instanceof Block) return value.render();
  return typeof value === 'number' ? doubleText(value) : String(value);
}

/** Double.toString: a point always, an exponent below 0.001 and from ten millions. */
function doubleText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const plain = value === 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 10_000_000);
  const [digits, exponent] = plain ? [String(value)] : value.toExponential().replace('+', '').split('e');
  return (digits!.includes('.') ? digits! : `${digits}.0`) + (exponent === undefined ? '' : `E${exponent}`);
}

function json(value: Naive): string {
  if (Array.isArray(value)) return `[${value.map(json).join(',')}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${json(item)}`).join(',')}}`;
  }
  return typeof value === 'string' || value instanceof Block ? JSON.stringify(text(value)) : text(value);
}
