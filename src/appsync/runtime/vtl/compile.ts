// Compiles a parsed template to a JavaScript function, which runs once per rendering: statements become statements,
// expressions (compile-expression.ts) expressions, and what they need at run time are the functions of operations.ts.
// The source is made when the template renders for the first time.

import { Code, literal } from './code.js';
import { Expressions, neverNull, type TemplateScope } from './compile-expression.js';
import { FOREACH_LIMIT, type Frame } from './frame.js';
import type { Namespace } from './host-object.js';
import { BREAK, type Completion, Leave, NORMAL, OPERATIONS, RETURN, STOP } from './operations.js';
import type { Expression, Reference, Statement, Template } from './tree.js';
import type { Value } from './values/value.js';

export { RETURN } from './operations.js';

/** What a template can name without setting it: `$util`, `$utils`, `$extensions`. */
export type Constants = ReadonlyMap<string, Namespace>;

type Render = (frame: Frame, context: Value) => Completion;

/** Renders into the frame; `context` is `$ctx`. */
export type CompiledTemplate = Render;

export function compileTemplate(template: Template, constants: Constants): CompiledTemplate {
  let render: Render | undefined;
  return (frame, context) => {
    render ??= new Compiler(template, constants).compile();
    try {
      return render(frame, context);
    } catch (error) {
      if (error instanceof Leave) return error.completion;
      throw error;
    }
  };
}

class Compiler implements TemplateScope {
  readonly code = new Code();
  private readonly template: Template;
  private readonly constants: Constants;
  private readonly variables = new Map<string, string>();
  /** Parameters of macros: their variables hold arguments, which are evaluated at each use. */
  private readonly parameters: ReadonlySet<string>;
  private readonly macroFunctions = new Map<string, string>();
  private readonly expressions: Expressions;
  /** How many breaks so far end what is around their function: a string's, for one. */
  private breaksOut = 0;

  constructor(template: Template, constants: Constants) {
    this.template = template;
    this.constants = constants;
    this.parameters = new Set([...template.macros.values()].flatMap(({ parameters }) => parameters));
    this.expressions = new Expressions(this);
  }

  compile(): Render {
    const { macros, body } = this.template;
    for (const name of macros.keys()) this.macroFunctions.set(name, `m${this.macroFunctions.size}`);
    const block = this.functionBlock(body);
    const functions = [...macros.values()].map(
      (macro) => `const ${this.macroFunctions.get(macro.name)}=()=>${this.functionBlock(macro.body)};`,
    );
    return this.code.compile('frame,context', block, functions.join('\n'), OPERATIONS);
  }

  variable(name: string): string {
    const known = this.variables.get(name);
    if (known !== undefined) return known;
    const constant = this.constants.get(name);
    const context = name === 'ctx' || name === 'context';
    const made = this.code.variable(context ? 'context' : constant ? this.code.constant(constant) : 'null');
    this.variables.set(name, made);
    return made;
  }

  host(name: string): Namespace | undefined {
    return this.template.assigned.has(name) ? undefined : this.constants.get(name);
  }

  /** Whether only loops give `$foreach` its value. */
  get foreachIsOurs(): boolean {
    return !this.template.assigned.has('foreach');
  }

  read(name: string): string {
    const variable = this.variable(name);
    return this.parameters.has(name) ? `argumentValue(${variable})` : variable;
  }

  write(name: string, value: string): string {
    const variable = this.variable(name);
    return this.parameters.has(name)
      ? `if(!assignArgument(${variable},${value}))${variable}=${value};`
      : `${variable}=${value};`;
  }

  interpolation(body: readonly Statement[]): string {
    const parts: string[] = [];
    for (const statement of body) {
      if (statement.kind === 'text') parts.push(literal(statement.text));
      else if (statement.kind === 'output' && statement.backslashes === 0) parts.push(this.print(statement.reference));
      else return `capture(frame,()=>${this.functionBlock(body)})`;
    }
    return parts.length === 0 ? '""' : `checkedText(${parts.join('+')})`;
  }

  /** A function's block that tells how it ended. */
  private functionBlock(body: readonly Statement[]): string {
    return this.code.block(() => `${this.statements(body)}\nreturn ${NORMAL};`);
  }

  private statements(body: readonly Statement[]): string {
    return body.map((statement) => this.statement(statement)).join('\n');
  }

  private statement(statement: Statement): string {
    switch (statement.kind) {
      case 'text':
        return `frame.out+=${literal(statement.text)};`;
      case 'output':
        return this.output(statement.reference, statement.backslashes);
      case 'set':
        return this.set(statement.target, statement.value);
      case 'if':
        return statement.branches
          .map(({ test, body }, index) => {
            const condition = test === undefined ? '' : `if(${this.expressions.test(test)})`;
            return `${index === 0 ? '' : 'else '}${condition}{${this.statements(body)}}`;
          })
          .join('');
      case 'foreach':
        return this.foreach(statement);
      case 'break': {
        const { loop } = this.code.body;
        if (loop !== undefined) return `break l${loop};`;
        this.breaksOut += 1;
        return `return ${BREAK};`;
      }
      case 'stop':
        return `return ${STOP};`;
      case 'return': {
        const value = statement.value === undefined ? 'null' : this.expressions.value(statement.value);
        return `frame.returned=${value};return ${RETURN};`;
      }
      case 'define':
        return this.write(statement.name, `block(frame,()=>${this.functionBlock(statement.body)})`);
      case 'call':
        return this.call(statement);
    }
  }

  private output(reference: Reference, backslashes: number): string {
    if (backslashes > 0) {
      const args = [this.expressions.reference(reference), backslashes, literal(reference.literal), reference.quiet];
      return `frame.out+=escaped(${args.join(',')});`;
    }
    const call = this.expressions.hostCall(reference);
    if (call !== undefined && call.used === reference.steps.length) {
      if (call.step.name === 'toJson' && call.used === 1 && call.step.args.length === 1) {
        return `frame.writeJson(${this.expressions.value(call.step.args[0]!)});`;
      }
      if (call.method.plain !== undefined) {
        const value = this.code.local();
        const plain = this.expressions.hostResult(call.method.plain, call.step);
        return `${value}=${plain};if(${value}===undefined)frame.out+=${this.missing(reference)};else frame.writePlain(${value});`;
      }
    }
    return `frame.out+=${this.print(reference)};`;
  }

  /** The text a reference prints. */
  private print(reference: Reference): string {
    return `show(${this.expressions.reference(reference)},${this.missing(reference)})`;
  }

  /** What a null reference prints: nothing when quiet, else itself; in a macro the caller's argument. */
  private missing(reference: Reference): string {
    if (reference.quiet) return '""';
    const own = literal(reference.literal);
    const argument = reference.steps.length === 0 && this.parameters.has(reference.root);
    return argument ? `literalOf(${this.variable(reference.root)},${own})` : own;
  }

  /** Null is not assigned: Velocity 1.7's directive.set.null.allowed is false unless set. */
  private set(target: Reference, value: Expression): string {
    const result = this.expressions.value(value);
    const simple = target.steps.length === 0 && !this.parameters.has(target.root);
    if (simple && neverNull(value)) return this.write(target.root, result);
    const held = this.code.local();
    const assign = this.expressions.assign(target, held);
    return neverNull(value) ? `${held}=${result};${assign}` : `${held}=${result};if(${held}!==null){${assign}}`;
  }

  private foreach({ variable, source, body }: Statement & { kind: 'foreach' }): string {
    const label = this.code.label();
    const [items, size, index, scope] = [`i${label}`, `c${label}`, `n${label}`, `f${label}`];
    const hasNext = `${index}+1<${items}.length`;
    // What the template never names is not counted.
    const named = ['foreach', 'velocityCount', 'velocityHasNext'].filter((name) => this.template.names.has(name));
    const hidden = [variable, ...named].map((name) => this.variable(name));
    const before = hidden.map((_, at) => `h${label}_${at}`);
    const foreach = named.includes('foreach') ? this.variable('foreach') : undefined;
    const outer = this.code.body.loop;
    const { breaksOut } = this;
    this.code.body.loop = label;
    let inner = this.statements(body);
    this.code.body.loop = outer;
    if (this.breaksOut > breaksOut)
      inner = `try{${inner}}catch(error){if(!isBreak(error))throw error;break l${label};}`;
    return [
      `{const ${items}=itemsOf(${this.expressions.value(source)});if(${items}!==undefined){`,
      `const ${size}=${items}.length,${before.map((name, at) => `${name}=${hidden[at]}`).join(',')};`,
      foreach && `const ${scope}=new ForeachScope(${foreach});${foreach}=${scope};`,
      `l${label}:for(let ${index}=0;${index}!==${items}.length&&${index}<${FOREACH_LIMIT};${index}++){`,
      `if(${items}.length!==${size})throw changedInLoop();`,
      'frame.countStep();',
      foreach && `${scope}.index=${index};${scope}.hasNext=${hasNext};`,
      `${hidden[0]}=${items}[${index}];`,
      named.includes('velocityCount') && `${this.variable('velocityCount')}=${index}+1;`,
      named.includes('velocityHasNext') && `${this.variable('velocityHasNext')}=${hasNext};`,
      `${inner}}`,
      ...hidden.map((name, at) => `${name}=${before[at]};`),
      '}}',
    ]
      .filter((part) => typeof part === 'string')
      .join('');
  }

  private call({ name, args, block, literal: text }: Statement & { kind: 'call' }): string {
    const macro = this.template.macros.get(name);
    if (macro === undefined) return `frame.out+=${literal(text)};`;
    const names = macro.parameters.slice(0, args.length);
    const given = args.slice(0, names.length).map((arg) => this.argument(arg));
    if (block !== undefined) {
      names.push('bodyContent');
      given.push(`blockArgument(frame,()=>${this.functionBlock(block)})`);
    }
    const hidden = `[${names.map((parameter) => this.variable(parameter)).join(',')}]`;
    const [completion, store] = [this.code.local(), names.length === 0 ? '' : `${hidden}=values`];
    const call = [
      'frame',
      literal(macro.name),
      this.macroFunctions.get(macro.name),
      `()=>${hidden}`,
      `(values)=>{${store}}`,
      `[${given.join(',')}]`,
    ];
    return `${completion}=callMacro(${call.join(',')});if(${completion}!==${NORMAL})return ${completion};`;
  }

  /** An argument as its three uses: read, assign, print when null. */
  private argument(arg: Expression): string {
    const get = this.code.block(() => `return ${this.expressions.value(arg)};`);
    if (arg.kind !== 'reference') return `argument(()=>${get})`;
    const assign = this.code.block(() => this.expressions.assign(arg, 'value'));
    return `argument(()=>${get},(value)=>${assign},${literal(arg.literal)})`;
  }
}
