// Compiles a parsed template to closures, once per revision. A statement's closure writes to the frame and says how it
// ended; template-unit.ts runs the whole.

import type { Assign, Get, TemplateScope, Test } from './compile-expression.js';
import {
  callHost,
  compileAssign,
  compileExpression,
  compileReference,
  compileTest,
  hostMethod,
} from './compile-expression.js';
import { RenderFault } from './faults.js';
import { checkedText, FOREACH_LIMIT, type Frame, MACRO_DEPTH } from './frame.js';
import { ForeachScope, type Namespace } from './host-object.js';
import { Argument, MacroCall } from './macro-call.js';
import type { Expression, Macro, Reference, Statement, Template } from './tree.js';
import { javaText } from './values/text.js';
import { Block, JavaList, JavaMap, type Value } from './values/value.js';

/** How a statement ended: on, out of the loop, out of the template, or with `#return`. */
type Completion = 0 | 1 | 2 | 3;
const NORMAL = 0;
const BREAK = 1;
const STOP = 2;
export const RETURN = 3;

type Run = (frame: Frame) => Completion;

/** What a template can name without setting it: `$util`, `$utils`, `$extensions`. */
export type Constants = ReadonlyMap<string, Namespace>;

export interface CompiledTemplate {
  readonly run: Run;
  /** The variables of a new frame: constants are in place, all others null. */
  variables(context: Value): Value[];
}

/** A break, stop or return inside an interpolated string: ends the expressions around it. */
class Leave extends Error {
  readonly completion: Completion;

  constructor(completion: Completion) {
    super('leave');
    this.completion = completion;
  }
}

export function compileTemplate(template: Template, constants: Constants): CompiledTemplate {
  const compiler = new Compiler(template, constants);
  const run = compiler.statements(template.body);
  compiler.compileMacros();
  const contextSlots = ['ctx', 'context'].map((name) => compiler.slot(name));
  const initial = compiler.initial();
  return {
    run: (frame) => {
      try {
        return run(frame);
      } catch (error) {
        if (error instanceof Leave) return error.completion;
        throw error;
      }
    },
    variables(context) {
      const variables = initial.slice();
      for (const slot of contextSlots) variables[slot] = context;
      return variables;
    },
  };
}

class Compiler implements TemplateScope {
  private readonly slots = new Map<string, number>();
  private readonly assigned: ReadonlySet<string>;
  private readonly macros: ReadonlyMap<string, Macro>;
  private readonly compiledMacros = new Map<string, Run>();
  private readonly constants: Constants;

  constructor(template: Template, constants: Constants) {
    this.constants = constants;
    this.macros = template.macros;
    this.assigned = assignedNames(template);
  }

  slot(name: string): number {
    const known = this.slots.get(name);
    if (known !== undefined) return known;
    this.slots.set(name, this.slots.size);
    return this.slots.size - 1;
  }

  /** Calls find the bodies when they run: macros may call themselves. */
  compileMacros(): void {
    for (const macro of this.macros.values()) this.compiledMacros.set(macro.name, this.statements(macro.body));
  }

  initial(): Value[] {
    return [...this.slots.keys()].map((name) => this.constants.get(name) ?? null);
  }

  constant(name: string): Namespace | undefined {
    return this.assigned.has(name) ? undefined : this.constants.get(name);
  }

  read(name: string): Get {
    const slot = this.slot(name);
    if (this.macros.size === 0) return (frame) => frame.vars[slot]!;
    return (frame) => {
      const value = frame.vars[slot]!;
      return value instanceof Argument ? value.call.asCaller(frame, () => value.get(frame)) : value;
    };
  }

  write(name: string): Assign {
    const slot = this.slot(name);
    return (frame, value) => {
      const held = frame.vars[slot]!;
      if (held instanceof Argument && held.assign) held.call.asCaller(frame, () => held.assign?.(frame, value));
      else frame.vars[slot] = value;
    };
  }

  interpolation(body: readonly Statement[]): (frame: Frame) => string {
    const parts = this.parts(body);
    if (parts?.length === 1) {
      const only = parts[0]!;
      return (frame) => checkedText(only(frame));
    }
    if (parts !== undefined) {
      return (frame) => {
        let text = '';
        for (const part of parts) text += part(frame);
        return checkedText(text);
      };
    }
    const run = this.statements(body);
    return (frame) =>
      frame.capture(() => {
        const completion = run(frame);
        if (completion !== NORMAL) throw new Leave(completion);
      });
  }

  /** The pieces of a string that holds no directives. */
  private parts(body: readonly Statement[]): ((frame: Frame) => string)[] | undefined {
    const parts: ((frame: Frame) => string)[] = [];
    for (const statement of body) {
      if (statement.kind === 'text') {
        const { text } = statement;
        parts.push(() => text);
      } else if (statement.kind === 'output' && statement.backslashes === 0)
        parts.push(this.print(statement.reference));
      else return undefined;
    }
    return parts;
  }

  statements(body: readonly Statement[]): Run {
    const runs = body.map((statement) => this.statement(statement));
    if (runs.length === 0) return () => NORMAL;
    if (runs.length === 1) return runs[0]!;
    return (frame) => {
      for (const run of runs) {
        const completion = run(frame);
        if (completion !== NORMAL) return completion;
      }
      return NORMAL;
    };
  }

  private statement(statement: Statement): Run {
    switch (statement.kind) {
      case 'text': {
        const { text } = statement;
        return (frame) => {
          frame.out += text;
          return NORMAL;
        };
      }
      case 'output':
        return statement.backslashes === 0
          ? this.output(statement.reference)
          : this.escaped(statement.reference, statement.backslashes);
      case 'set':
        return this.set(statement.target, statement.value);
      case 'if':
        return this.if(
          statement.branches.map(({ test, body }) => ({
            test: test === undefined ? () => true : compileTest(test, this),
            run: this.statements(body),
          })),
        );
      case 'foreach':
        return this.foreach(statement);
      case 'break':
        return () => BREAK;
      case 'stop':
        return () => STOP;
      case 'return': {
        const get = statement.value === undefined ? () => null : compileExpression(statement.value, this);
        return (frame) => {
          frame.returned = get(frame);
          return RETURN;
        };
      }
      case 'define':
        return this.define(statement.name, statement.body);
      case 'call':
        return this.call(statement);
    }
  }

  private output(reference: Reference): Run {
    const host = hostMethod(reference, this);
    if (
      host?.step.name === 'toJson' &&
      host.used === 1 &&
      reference.steps.length === 1 &&
      host.step.args.length === 1
    ) {
      const argument = compileExpression(host.step.args[0]!, this);
      return (frame) => {
        frame.writeJson(argument(frame));
        return NORMAL;
      };
    }
    if (host?.method.plain !== undefined && reference.steps.length === host.used) {
      const call = callHost(host.method.plain, host.step, this);
      const missing = this.missing(reference);
      return (frame) => {
        const value = call(frame);
        if (value === undefined) frame.out += missing(frame);
        else frame.writePlain(value);
        return NORMAL;
      };
    }
    const print = this.print(reference);
    return (frame) => {
      // Not `+=` at once: what print runs may write too, and a string's own output is taken away again.
      const text = print(frame);
      frame.out += text;
      return NORMAL;
    };
  }

  /** The text a reference prints. */
  private print(reference: Reference): (frame: Frame) => string {
    const get = compileReference(reference, this);
    const missing = this.missing(reference);
    return (frame) => {
      const value = get(frame);
      return typeof value === 'string' ? value : value === null ? missing(frame) : javaText(value);
    };
  }

  /** What a null reference prints: nothing when quiet, else itself; in a macro the caller's argument. */
  private missing(reference: Reference): (frame: Frame) => string {
    if (reference.quiet) return () => '';
    const { literal } = reference;
    if (this.macros.size === 0 || reference.steps.length > 0) return () => literal;
    const slot = this.slot(reference.root);
    return (frame) => {
      const value = frame.vars[slot]!;
      return (value instanceof Argument ? value.literal : undefined) ?? literal;
    };
  }

  /** `\$a` prints "$a" when $a is set and `\$a` when not; each two backslashes are one. */
  private escaped(reference: Reference, backslashes: number): Run {
    const get = compileReference(reference, this);
    const slashes = '\\'.repeat(Math.floor(backslashes / 2));
    const { literal, quiet } = reference;
    if (backslashes % 2 === 1) {
      return (frame) => {
        const text = slashes + (get(frame) === null ? '\\' : '') + literal;
        frame.out += text;
        return NORMAL;
      };
    }
    return (frame) => {
      const value = get(frame);
      const text = value === null ? slashes + slashes + (quiet ? '' : literal) : slashes + javaText(value);
      frame.out += text;
      return NORMAL;
    };
  }

  /** Null is not assigned: Velocity 1.7's directive.set.null.allowed is false unless set. */
  private set(target: Reference, value: Expression): Run {
    const get = compileExpression(value, this);
    const assign = compileAssign(target, this);
    return (frame) => {
      const result = get(frame);
      if (result !== null) assign(frame, result);
      return NORMAL;
    };
  }

  private if(branches: readonly { readonly test: Test; readonly run: Run }[]): Run {
    return (frame) => {
      for (const { test, run } of branches) if (test(frame)) return run(frame);
      return NORMAL;
    };
  }

  private foreach(statement: Statement & { kind: 'foreach' }): Run {
    const source = compileExpression(statement.source, this);
    const run = this.statements(statement.body);
    const item = this.slot(statement.variable);
    const scope = this.slot('foreach');
    const count = this.slot('velocityCount');
    const hasNext = this.slot('velocityHasNext');
    return (frame) => {
      const items = iterable(source(frame));
      if (items === undefined) return NORMAL;
      const { vars } = frame;
      const before = [vars[item]!, vars[scope]!, vars[count]!, vars[hasNext]!] as const;
      const foreach = new ForeachScope(before[1]);
      vars[scope] = foreach;
      let completion: Completion = NORMAL;
      for (let index = 0; index < items.length && index < FOREACH_LIMIT; index++) {
        frame.countIteration();
        foreach.index = index;
        foreach.hasNext = index + 1 < items.length;
        vars[item] = items[index]!;
        vars[count] = index + 1;
        vars[hasNext] = foreach.hasNext;
        completion = run(frame);
        if (completion !== NORMAL) break;
      }
      [vars[item], vars[scope], vars[count], vars[hasNext]] = before;
      return completion === BREAK ? NORMAL : completion;
    };
  }

  private define(name: string, body: readonly Statement[]): Run {
    const run = this.statements(body);
    const assign = this.write(name);
    return (frame) => {
      let depth = 0;
      const render = (): string => {
        // Velocity's define.provide.maxdepth: a block that prints itself stops.
        if (depth >= 2) return '';
        depth += 1;
        try {
          return frame.capture(() => {
            const completion = run(frame);
            if (completion > BREAK) throw new Leave(completion);
          });
        } finally {
          depth -= 1;
        }
      };
      assign(frame, new Block(render));
      return NORMAL;
    };
  }

  private call(statement: Statement & { kind: 'call' }): Run {
    const macro = this.macros.get(statement.name);
    const { literal } = statement;
    if (macro === undefined) {
      return (frame) => {
        frame.out += literal;
        return NORMAL;
      };
    }
    const args = statement.args.map((arg) => ({
      get: compileExpression(arg, this),
      assign: arg.kind === 'reference' ? compileAssign(arg, this) : undefined,
      literal: arg.kind === 'reference' ? arg.literal : undefined,
    }));
    const names = macro.parameters.slice(0, args.length);
    const block = statement.block === undefined ? undefined : this.statements(statement.block);
    if (block !== undefined) names.push('bodyContent');
    const slots = names.map((name) => this.slot(name));
    return (frame) => {
      if (frame.macroDepth >= MACRO_DEPTH) {
        throw new RenderFault(`Max calling depth of ${MACRO_DEPTH} was exceeded in macro '${macro.name}'`);
      }
      const call = new MacroCall(slots, frame);
      for (const [index, slot] of slots.entries()) {
        const arg = args[index];
        frame.vars[slot] =
          arg && index < macro.parameters.length
            ? new Argument(arg.get, arg.assign, arg.literal, call)
            : new Block(() => frame.capture(() => block?.(frame)));
      }
      frame.macroDepth += 1;
      try {
        const completion = this.compiledMacros.get(macro.name)!(frame);
        return completion === BREAK ? NORMAL : completion;
      } finally {
        frame.macroDepth -= 1;
        call.restore(frame);
      }
    };
  }
}

/** What `#foreach` goes through: lists, and the values of a map. */
function iterable(value: Value): readonly Value[] | undefined {
  if (value instanceof JavaList) return value.items;
  if (value instanceof JavaMap) return value.values();
  return undefined;
}

/** Every variable a template may set. */
function assignedNames(template: Template): Set<string> {
  const names = new Set<string>();
  const visit = (body: readonly Statement[]): void => {
    for (const statement of body) {
      if (statement.kind === 'set' && statement.target.steps.length === 0) names.add(statement.target.root);
      if (statement.kind === 'foreach') names.add(statement.variable);
      if (statement.kind === 'define') names.add(statement.name);
      if (statement.kind === 'if') for (const branch of statement.branches) visit(branch.body);
      else if ('body' in statement) visit(statement.body);
    }
  };
  visit(template.body);
  for (const macro of template.macros.values()) {
    for (const parameter of macro.parameters) names.add(parameter);
    visit(macro.body);
  }
  return names;
}
