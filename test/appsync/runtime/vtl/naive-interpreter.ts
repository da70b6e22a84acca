// VTL as plainly as it can be told, over the syntax tree: what the property test holds the compiled closures against.
// Host values stand for Java's: Map, Array, string, number (integers only), boolean. It knows no `$util` but toJson.
import type { Expression, Reference, Statement, Template } from '../../../../src/appsync/runtime/vtl/tree.js';

type Naive = null | boolean | number | string | Naive[] | Map<string, Naive>;
type End = 'on' | 'break' | 'stop';

export function interpret(template: Template): string {
  const run = new Interpreter(template);
  run.all(template.body);
  return run.out;
}

class Interpreter {
  out = '';
  private variables = new Map<string, Naive>();
  private readonly template: Template;

  constructor(template: Template) {
    this.template = template;
  }

  all(body: readonly Statement[]): End {
    for (const statement of body) {
      const end = this.one(statement);
      if (end !== 'on') return end;
    }
    return 'on';
  }

  private one(statement: Statement): End {
    switch (statement.kind) {
      case 'text':
        this.out += statement.text;
        return 'on';
      case 'output':
        this.out += this.print(statement.reference);
        return 'on';
      case 'set':
        this.set(statement.target, this.value(statement.value));
        return 'on';
      case 'if': {
        const branch = statement.branches.find(({ test }) => test === undefined || this.truth(test));
        return branch === undefined ? 'on' : this.all(branch.body);
      }
      case 'foreach':
        return this.foreach(statement);
      case 'break':
        return 'break';
      case 'stop':
        return 'stop';
      case 'call':
        return this.call(statement);
      default:
        throw new Error(`not generated: ${statement.kind}`);
    }
  }

  private foreach({ variable, source, body }: Statement & { kind: 'foreach' }): End {
    const given = this.value(source);
    const items = Array.isArray(given) ? [...given] : given instanceof Map ? [...given.values()] : [];
    const hidden = [variable, 'foreach', 'velocityCount'].map((name) => [name, this.variables.get(name)] as const);
    let end: End = 'on';
    for (const [index, item] of items.slice(0, 1000).entries()) {
      this.variables.set(variable, item);
      this.variables.set('velocityCount', index + 1);
      const hasNext = index + 1 < items.length;
      this.variables.set(
        'foreach',
        new Map<string, Naive>([
          ['index', index],
          ['count', index + 1],
          ['hasNext', hasNext],
          ['first', index === 0],
          ['last', !hasNext],
        ]),
      );
      end = this.all(body);
      if (end !== 'on') break;
    }
    for (const [name, value] of hidden) this.variables.set(name, value ?? null);
    return end === 'break' ? 'on' : end;
  }

  /** Arguments are generated as literals only, so that passing by name and by value are one. */
  private call({ name, args }: Statement & { kind: 'call' }): End {
    const macro = this.template.macros.get(name)!;
    const hidden = macro.parameters.map((parameter) => [parameter, this.variables.get(parameter) ?? null] as const);
    const values = args.map((arg) => this.value(arg));
    for (const [index, parameter] of macro.parameters.entries()) this.variables.set(parameter, values[index] ?? null);
    const end = this.all(macro.body);
    for (const [parameter, value] of hidden) this.variables.set(parameter, value);
    return end === 'break' ? 'on' : end;
  }

  private set(target: Reference, value: Naive): void {
    if (value === null) return;
    const last = target.steps.at(-1);
    if (last === undefined) {
      this.variables.set(target.root, value);
      return;
    }
    const owner = this.read({ ...target, steps: target.steps.slice(0, -1) });
    if (last.kind === 'property' && owner instanceof Map) owner.set(last.name, value);
  }

  private print(reference: Reference): string {
    const value = this.read(reference);
    if (value !== null) return text(value);
    return reference.quiet ? '' : reference.literal;
  }

  private read({ root, steps }: Reference): Naive {
    let value = this.variables.get(root) ?? null;
    let from = 0;
    if (root === 'util') {
      const step = steps[0]!;
      value = step.kind === 'method' ? json(this.value(step.args[0]!)) : null;
      from = 1;
    }
    for (const step of steps.slice(from)) {
      if (value === null) return null;
      if (step.kind === 'property') value = value instanceof Map ? (value.get(step.name) ?? null) : null;
      else if (step.kind === 'index') value = element(value, this.value(step.argument));
      else {
        const args = step.args.map((arg) => this.value(arg));
        value = method(value, step.name, args);
      }
    }
    return value;
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
        return expression.value;
      case 'integer':
        return Number(expression.digits);
      case 'interpolation': {
        const { out } = this;
        this.out = '';
        this.all(expression.body);
        const made = this.out;
        this.out = out;
        return made;
      }
      case 'list':
        return expression.items.map((item) => this.value(item));
      case 'map':
        return new Map(expression.entries.map(([key, value]) => [text(this.value(key)), this.value(value)]));
      case 'range': {
        const [from, to] = [this.value(expression.from), this.value(expression.to)];
        if (typeof from !== 'number' || typeof to !== 'number') return null;
        const size = Math.abs(to - from) + 1;
        return Array.from({ length: size }, (_, index) => (from < to ? from + index : from - index));
      }
      case 'reference':
        return this.read(expression);
      case 'not':
        return this.truth(expression);
      case 'binary':
        return this.binary(expression);
      default:
        throw new Error(`not generated: ${expression.kind}`);
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
    const numbers = typeof a === 'number' && typeof b === 'number';
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
    if (!numbers || (b === 0 && (operator === '/' || operator === '%'))) return null;
    return arithmetic(operator, a, b);
  }
}

function arithmetic(operator: string, a: number, b: number): number {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b + 0;
  return operator === '/' ? Math.trunc(a / b) + 0 : (a % b) + 0;
}

function same(a: Naive, b: Naive): boolean {
  if (a === null || b === null) return a === b;
  // Neither order of entries nor text decides between two maps; what is generated has both alike.
  return text(a) === text(b);
}

function element(self: Naive, at: Naive): Naive {
  if (self instanceof Map) return typeof at === 'string' ? (self.get(at) ?? null) : null;
  return Array.isArray(self) && typeof at === 'number' ? (self.at(at) ?? null) : null;
}

function method(self: Naive, name: string, args: readonly Naive[]): Naive {
  if (name === 'size' && self instanceof Map) return self.size;
  if (name === 'size' && Array.isArray(self)) return self.length;
  if (name === 'length' && typeof self === 'string') return self.length;
  if (name === 'toUpperCase' && typeof self === 'string') return self.toUpperCase();
  if (name === 'add' && Array.isArray(self)) return self.push(args[0]!) > 0;
  if (name === 'put' && self instanceof Map) {
    const before = self.get(args[0] as string) ?? null;
    self.set(args[0] as string, args[1]!);
    return before;
  }
  return null;
}

function text(value: Naive): string {
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${key}=${text(item)}`).join(', ')}}`;
  return String(value);
}

function json(value: Naive): string {
  if (Array.isArray(value)) return `[${value.map(json).join(',')}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${json(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
