// A place in a template's text, with the little reading the parsers share. parse*.ts move it.
import type { Position } from './tree.js';

/** A template that Velocity's grammar does not accept; the message is worded as Velocity 1.7 words it. */
export class TemplateSyntaxError extends Error {
  readonly at: Position;

  constructor(message: string, at: Position) {
    super(message);
    this.at = at;
  }
}

/** What a message calls one token: `#end` takes its line's end along. */
const TOKEN = /#(?:end|\{end\})(?:[ \t]*(?:\r\n|\n|\r))?|#(?:[A-Za-z]+|\{[A-Za-z]+\})|[A-Za-z_@][\w-]*|\s+|[\s\S]/y;

export class Cursor {
  readonly text: string;
  offset = 0;
  private readonly origin: Position;
  private lineStarts: number[] | undefined;

  /** `origin` is where `text` begins in the whole template: the content of a string literal is parsed on its own. */
  constructor(text: string, origin: Position = { line: 1, column: 1 }) {
    this.text = text;
    this.origin = origin;
  }

  get done(): boolean {
    return this.offset >= this.text.length;
  }

  /** The character at the cursor, '' at the end. */
  get char(): string {
    return this.text.charAt(this.offset);
  }

  startsWith(token: string): boolean {
    return this.text.startsWith(token, this.offset);
  }

  /** Moves over `token` when it is next. */
  take(token: string): boolean {
    if (!this.startsWith(token)) return false;
    this.offset += token.length;
    return true;
  }

  /** Matches a sticky pattern at the cursor and moves over it. */
  match(pattern: RegExp): RegExpExecArray | null {
    const found = this.peek(pattern);
    if (found !== null) this.offset += found[0].length;
    return found;
  }

  peek(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.offset;
    return pattern.exec(this.text);
  }

  skipSpace(): void {
    while (/[ \t\r\n]/.test(this.char) && !this.done) this.offset += 1;
  }

  position(offset: number = this.offset): Position {
    this.lineStarts ??= lineStartsOf(this.text);
    let line = 0;
    while (line + 1 < this.lineStarts.length && this.lineStarts[line + 1]! <= offset) line += 1;
    const column = offset - this.lineStarts[line]! + 1;
    return line === 0
      ? { line: this.origin.line, column: this.origin.column + column - 1 }
      : { line: this.origin.line + line, column };
  }

  /**
   * `Encountered "in" at velocity[line 7, column 30]` and what was expected: the form is recorded in
   * https://github.com/sam-goodwin/functionless/issues/230; the end is "<EOF>", as JavaCC's parsers have it.
   */
  unexpected(expected: readonly string[] = [], offset: number = this.offset): TemplateSyntaxError {
    const at = this.position(offset);
    TOKEN.lastIndex = offset;
    const found = JSON.stringify(offset >= this.text.length ? '<EOF>' : TOKEN.exec(this.text)![0]);
    const list =
      expected.length === 0 ? '' : `\nWas expecting one of:\n${expected.map((e) => `    ${e} ...\n`).join('')}`;
    return new TemplateSyntaxError(`Encountered ${found} at ${velocityPlace(at)}${list}`, at);
  }
}

/** AppSync names every template "velocity". */
export function velocityPlace(at: Position): string {
  return `velocity[line ${at.line}, column ${at.column}]`;
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let next = text.indexOf('\n'); next >= 0; next = text.indexOf('\n', next + 1)) starts.push(next + 1);
  return starts;
}
