// Parses a template after the grammar of Velocity 1.7 as AppSync uses it (user guide 1.7; `#return` and `null` are AWS's).
// runtime.ts calls it once per revision; it renders nothing.

import { Cursor, TemplateSyntaxError, velocityPlace } from './cursor.js';
import { AFTER_OPERAND, ExpressionParser } from './parse-expression.js';
import type { Branch, Expression, Macro, Position, Reference, Statement, Template } from './tree.js';

const SET = /[ \t]*#(?:set|\{set\}) *\(/y;
const DIRECTIVE = /#(?:([A-Za-z_@][A-Za-z0-9_@]*)|\{([A-Za-z_][A-Za-z0-9_@]*)\})/y;
const TEXT = /[^$#\\]+/y;
const BACKSLASHES = /\\+/y;
const LINE_COMMENT = /##[^\r\n]*(?:\r\n|\n|\r)?/y;
const TO_LINE_END = /[ \t]*(?:\r\n|\n|\r)/y;
const OPENING = /[ \t\r\n]*\(/y;
const WORD = /[A-Za-z_@][A-Za-z0-9_@]*/y;

const DIRECTIVES = new Set([
  ...['if', 'elseif', 'else', 'end', 'set', 'foreach', 'break', 'stop', 'return'],
  ...['macro', 'define', 'literal', 'evaluate', 'include', 'parse'],
]);
/** Recognised and refused: they read other templates, of which AppSync has none, or make one at run time. */
const REFUSED = new Set(['include', 'parse', 'evaluate']);

/** Throws TemplateSyntaxError. */
export function parseTemplate(text: string): Template {
  const found: Found = { macros: new Map(), names: new Set(), assigned: new Set() };
  const body = new Parser(new Cursor(text), found).template();
  return { body, ...found };
}

/** A directive without block in progress: what `#if` and its kind end at. */
type Terminator = 'end' | 'else' | 'elseif';

/** What a template and the strings in it have together. */
interface Found {
  readonly macros: Map<string, Macro>;
  readonly names: Set<string>;
  readonly assigned: Set<string>;
}

class Parser {
  private readonly cursor: Cursor;
  private readonly found: Found;
  private readonly expressions: ExpressionParser;

  constructor(cursor: Cursor, found: Found) {
    this.cursor = cursor;
    this.found = found;
    this.expressions = new ExpressionParser(cursor, found.names, (content, origin) =>
      new Parser(new Cursor(content, origin), found).template(),
    );
  }

  template(): Statement[] {
    const body = this.statements();
    if (!this.cursor.done) throw this.cursor.unexpected();
    return body;
  }

  /** Up to the end of the text or a terminator, which is left unread. */
  private statements(): Statement[] {
    const { cursor } = this;
    const body: Statement[] = [];
    let text = '';
    const add = (statement: Statement): void => {
      if (text !== '') body.push({ kind: 'text', text });
      text = '';
      body.push(statement);
    };
    while (!cursor.done) {
      const start = cursor.offset;
      if (cursor.match(SET)) {
        add(this.set());
        continue;
      }
      if (cursor.char === '\\') {
        const backslashes = cursor.match(BACKSLASHES)![0].length;
        const directive = cursor.peek(DIRECTIVE);
        if (this.expressions.atReference) add({ kind: 'output', reference: this.expressions.reference(), backslashes });
        else if (directive && this.isKnown(directive)) {
          text += '\\'.repeat(Math.floor(backslashes / 2));
          if (backslashes % 2 === 1) {
            text += directive[0];
            cursor.offset += directive[0].length;
          }
        } else text += '\\'.repeat(backslashes);
        continue;
      }
      if (cursor.char === '$') {
        if (this.expressions.atReference)
          add({ kind: 'output', reference: this.expressions.reference(), backslashes: 0 });
        else text += this.skip(1);
        continue;
      }
      if (cursor.char === '#') {
        if (cursor.match(LINE_COMMENT)) continue;
        if (cursor.take('#[[')) {
          text += this.upTo(']]#', start);
          continue;
        }
        if (cursor.take('#*')) {
          this.upTo('*#', start);
          continue;
        }
        const directive = cursor.match(DIRECTIVE);
        if (directive === null) {
          text += this.skip(1);
          continue;
        }
        const name = directive[1] ?? directive[2]!;
        if (name === 'end' || name === 'else' || name === 'elseif') {
          cursor.offset = start;
          break;
        }
        const statement = this.directive(name, start);
        if (typeof statement === 'string') text += statement;
        else if (statement !== undefined) add(statement);
        continue;
      }
      text += cursor.match(TEXT)![0];
    }
    if (text !== '') body.push({ kind: 'text', text });
    return body;
  }

  private isKnown(directive: RegExpExecArray): boolean {
    const name = directive[1] ?? directive[2]!;
    return DIRECTIVES.has(name) || this.found.macros.has(name);
  }

  private skip(count: number): string {
    this.cursor.offset += count;
    return this.cursor.text.slice(this.cursor.offset - count, this.cursor.offset);
  }

  private upTo(end: string, start: number): string {
    const { cursor } = this;
    const at = cursor.text.indexOf(end, cursor.offset);
    if (at < 0) {
      const place = cursor.position(start);
      throw new TemplateSyntaxError(`Encountered "<EOF>" at ${velocityPlace(place)}: ${end} is missing`, place);
    }
    const inner = cursor.text.slice(cursor.offset, at);
    cursor.offset = at + end.length;
    return inner;
  }

  /** A string is text, undefined is nothing to render. */
  private directive(name: string, start: number): Statement | string | undefined {
    const { cursor } = this;
    const at = cursor.position(start);
    if (REFUSED.has(name)) {
      throw new TemplateSyntaxError(`#${name} is not emulated at ${velocityPlace(at)}`, at);
    }
    switch (name) {
      case 'if':
        return this.if();
      case 'foreach':
        return this.foreach();
      case 'macro':
        return this.macro();
      case 'define':
        return this.define();
      case 'literal':
        return this.literal();
      case 'break':
        this.scope(at);
        return { kind: 'break' };
      case 'stop':
        if (cursor.match(OPENING)) this.close();
        return { kind: 'stop' };
      case 'return':
        return { kind: 'return', value: this.returned() };
      case 'set':
        throw cursor.unexpected(['"("']);
    }
    return this.call(name, start, at);
  }

  /** The opening parenthesis is read. */
  private set(): Statement {
    const { cursor } = this;
    cursor.skipSpace();
    if (!this.expressions.atReference) throw cursor.unexpected(['<IDENTIFIER>', '"{"']);
    const target = this.target();
    cursor.skipSpace();
    if (!cursor.take('=')) throw cursor.unexpected(['"="']);
    const value = this.expressions.expression();
    this.close();
    return { kind: 'set', target, value };
  }

  /** A reference that something is assigned to. */
  private target(): Reference {
    const target = this.expressions.reference();
    if (target.steps.length === 0) this.found.assigned.add(target.root);
    return target;
  }

  private if(): Statement {
    const { cursor } = this;
    const branches: Branch[] = [{ test: this.test(), body: this.statements() }];
    for (;;) {
      const start = cursor.offset;
      const terminator = this.terminator();
      if (terminator === 'end') return { kind: 'if', branches };
      if (branches.at(-1)!.test === undefined) throw cursor.unexpected(['<END>'], start);
      if (terminator === 'else') {
        cursor.match(TO_LINE_END);
        branches.push({ test: undefined, body: this.statements() });
      } else branches.push({ test: this.test(), body: this.statements() });
    }
  }

  private test(): Expression {
    this.open();
    const test = this.expressions.expression();
    this.close();
    return test;
  }

  private foreach(): Statement {
    const { cursor } = this;
    this.open();
    cursor.skipSpace();
    if (!this.expressions.atReference) throw cursor.unexpected(['<IDENTIFIER>', '"{"']);
    const variable = this.target().root;
    cursor.skipSpace();
    if (cursor.match(WORD)?.[0] !== 'in') throw cursor.unexpected(['"in"']);
    const source = this.expressions.parameter();
    this.close();
    return { kind: 'foreach', variable, source, body: this.block() };
  }

  private macro(): undefined {
    const { cursor } = this;
    this.open();
    cursor.skipSpace();
    const name = cursor.match(WORD)?.[0];
    if (name === undefined) throw cursor.unexpected(['<WORD>']);
    const parameters: string[] = [];
    for (this.separator(); this.expressions.atReference; this.separator()) {
      parameters.push(this.target().root);
    }
    this.close();
    this.found.macros.set(name, { name, parameters, body: this.block() });
    return undefined;
  }

  private define(): Statement {
    const { cursor } = this;
    this.open();
    cursor.skipSpace();
    if (!this.expressions.atReference) throw cursor.unexpected(['<IDENTIFIER>', '"{"']);
    const name = this.target().root;
    this.close();
    return { kind: 'define', name, body: this.block() };
  }

  private literal(): string {
    const { cursor } = this;
    this.open();
    this.close();
    const start = cursor.offset;
    this.statements();
    const text = cursor.text.slice(start, cursor.offset);
    this.end();
    return text;
  }

  private scope(at: Position): void {
    const { cursor } = this;
    if (!cursor.match(OPENING)) return;
    cursor.skipSpace();
    if (!cursor.take('$foreach'))
      throw new TemplateSyntaxError(`#break of another scope is not emulated at ${velocityPlace(at)}`, at);
    this.close();
  }

  private returned(): Expression | undefined {
    const { cursor } = this;
    if (!cursor.match(OPENING)) return undefined;
    cursor.skipSpace();
    const value = cursor.char === ')' ? undefined : this.expressions.parameter();
    this.close();
    return value;
  }

  /** `#name(a b)`, `#@name(a) body #end`, or text that only looks like one. */
  private call(name: string, start: number, at: Position): Statement | string {
    const { cursor } = this;
    const opened = cursor.match(OPENING) !== null;
    const args: Expression[] = [];
    if (opened) {
      for (this.separator(); cursor.char !== ')' && !cursor.done; this.separator()) {
        const word = this.bareWord();
        const arg = word === undefined ? this.expressions.parameter() : ({ kind: 'string', value: word } as const);
        // A macro may assign to its parameter.
        if (arg.kind === 'reference') this.found.assigned.add(arg.root);
        args.push(arg);
      }
      this.close();
    } else if (name.startsWith('@')) return cursor.text.slice(start, cursor.offset);
    const literal = cursor.text.slice(start, cursor.offset);
    const block = name.startsWith('@') ? this.block() : undefined;
    return { kind: 'call', name: name.replace(/^@/, ''), args, block, literal, at };
  }

  private bareWord(): string | undefined {
    const { cursor } = this;
    const word = cursor.peek(WORD)?.[0];
    if (word === undefined || /^(?:true|false|null)$/.test(word)) return undefined;
    cursor.offset += word.length;
    return word;
  }

  private separator(): void {
    this.cursor.skipSpace();
    if (this.cursor.take(',')) this.cursor.skipSpace();
  }

  private open(): void {
    if (!this.cursor.match(OPENING)) throw this.cursor.unexpected(['"("']);
  }

  /** A directive's closing parenthesis takes the rest of its line along when that is blank. */
  private close(): void {
    this.cursor.skipSpace();
    if (!this.cursor.take(')')) throw this.cursor.unexpected(AFTER_OPERAND);
    this.cursor.match(TO_LINE_END);
  }

  private block(): Statement[] {
    const body = this.statements();
    this.end();
    return body;
  }

  private end(): void {
    const start = this.cursor.offset;
    if (this.terminator() !== 'end') throw this.cursor.unexpected(['<END>'], start);
  }

  private terminator(): Terminator {
    const { cursor } = this;
    const found = cursor.match(DIRECTIVE);
    if (found === null) throw cursor.unexpected(['<END>', '<ELSE_DIRECTIVE>', '<ELSEIF_DIRECTIVE>']);
    const name = (found[1] ?? found[2]!) as Terminator;
    if (name === 'end') cursor.match(TO_LINE_END);
    return name;
  }
}
