// The JavaScript source a template becomes. compile*.ts write it piece by piece; nothing of a template's text enters it but
// through `literal`, and nothing of ours but by name.
import { compileFunction } from 'node:vm';

/** A JavaScript literal: the only way a template's names and texts get into the source. */
export function literal(value: string | number | boolean | null): string {
  return Object.is(value, -0) ? '-0' : JSON.stringify(value);
}

/** The source of one template. All names in it are made here or are those of the operations. */
export class Code {
  private readonly constants: unknown[] = [];
  private readonly variables: string[] = [];
  private readonly setters = new Map<string, string>();
  private readonly bodies: Body[] = [];
  private labels = 0;

  /** A value of ours, as the source names it. */
  constant(value: unknown): string {
    return `k${this.constants.push(value) - 1}`;
  }

  /** A variable of the template, which all functions of the source share. */
  variable(initial: string): string {
    return `v${this.variables.push(initial) - 1}`;
  }

  /** A function that writes a member of a record and gives what it held: an access of its own for each name is fast. */
  setter(name: string): string {
    const known = this.setters.get(name);
    if (known !== undefined) return known;
    const made = `s${this.setters.size}`;
    this.setters.set(name, made);
    return made;
  }

  /** A new number for what must not be mistaken for another. */
  label(): number {
    this.labels += 1;
    return this.labels;
  }

  /** A local of the function being written. */
  local(): string {
    const { locals } = this.body;
    return `a${locals.push(`a${locals.length}`) - 1}`;
  }

  get body(): Body {
    return this.bodies.at(-1)!;
  }

  /** A function's block; `t` is a local every expression may use between two of its own steps. */
  block(write: () => string): string {
    const body: Body = { locals: [], loop: undefined };
    this.bodies.push(body);
    try {
      const source = write();
      return `{let ${['t', ...body.locals].join(',')};${source}}`;
    } finally {
      this.bodies.pop();
    }
  }

  /** The function of `parameters` whose block is `block`; it finds `functions` and the variables around it. */
  compile<T>(parameters: string, block: string, functions: string, operations: Readonly<Record<string, unknown>>): T {
    const setters = [...this.setters].map(([name, setter]) => {
      const member = `record[${literal(name)}]`;
      return `const ${setter}=(record,value)=>{const before=${member};${member}=value;return before};`;
    });
    const constants = this.constants.map((_, index) => `k${index}`);
    const variables = this.variables.map((initial, index) => `v${index}=${initial}`);
    const source = [
      '"use strict";',
      `const [${constants.join(',')}]=constants;`,
      ...setters,
      `return ((${parameters})=>{`,
      variables.length === 0 ? '' : `let ${variables.join(',')};`,
      functions,
      `${block}});`,
    ].join('\n');
    const make = compileFunction(source, [...Object.keys(operations), 'constants'], { filename: 'template.vtl' });
    return make(...Object.values(operations), this.constants) as T;
  }
}

/** A function while it is written. */
interface Body {
  readonly locals: string[];
  /** The label of the loop around the place being written. */
  loop: number | undefined;
}
