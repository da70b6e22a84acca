// Reads a rendered template as AppSync reads it: JSON, with a trailing comma allowed and duplicate keys refused
// (resolver-mapping-template-reference-overview.md, "Evaluated mapping template deserialization rules").

/** The message is AWS's; `offset` is where reading stopped. */
export class RenderedJsonError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Ours: deeper nesting is refused before the stack ends. */
const DEEPEST = 500;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const QUOTE = 34;
const BACKSLASH = 92;
/** Frame's HOLE. JSON allows this character nowhere: where there are as many as values, each is a value's. */
const HOLE = 0;

/** A template's output: text in which values stand in holes. `text` is the same with the values printed. */
export interface Rendered {
  readonly out: string;
  readonly values: readonly { readonly value: unknown }[];
  readonly text: string;
}

/** Throws RenderedJsonError. */
export function readRendered(rendered: Rendered): unknown {
  const { out, values } = rendered;
  if (values.length === 0) return readRenderedJson(out);
  try {
    return read(new Reader(out, values));
  } catch (error) {
    if (!(error instanceof RenderedJsonError)) throw error;
  }
  // A value inside a string, or a fault, which is told about the whole text.
  return readRenderedJson(rendered.text);
}

/** Throws RenderedJsonError. */
export function readRenderedJson(text: string): unknown {
  return read(new Reader(text, []));
}

/** What AppSync would say about a rendered text, and where in it; undefined when it reads it. */
export function renderedFault(text: string): { message: string; line: number; column: number } | undefined {
  if (text.trim() === '') return { message: 'Template transformation yielded an empty response.', line: 1, column: 1 };
  try {
    readRenderedJson(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof RenderedJsonError)) throw error;
    return { message: error.message, ...placeIn(text, error.offset) };
  }
}

/** Line and column of an offset, from 1. */
export function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

function read(reader: Reader): unknown {
  const { text } = reader;
  const value = reader.value(0);
  reader.space();
  if (reader.offset < text.length) {
    throw new RenderedJsonError('Trailing characters at the end of the JSON string are not allowed.', reader.offset);
  }
  return value;
}

class Reader {
  offset = 0;
  readonly text: string;
  private readonly values: readonly { readonly value: unknown }[];
  private taken = 0;

  constructor(text: string, values: readonly { readonly value: unknown }[]) {
    this.text = text;
    this.values = values;
  }

  space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.offset);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.offset += 1;
    }
  }

  value(depth: number): unknown {
    this.space();
    if (depth > DEEPEST) throw this.fault();
    const { text } = this;
    switch (text.charCodeAt(this.offset)) {
      case 123:
        return this.object(depth);
      case 91:
        return this.array(depth);
      case QUOTE:
        return this.string();
      case 116:
        return this.word('true', true);
      case 102:
        return this.word('false', false);
      case 110:
        return this.word('null', null);
      case HOLE:
        return this.hole();
    }
    NUMBER.lastIndex = this.offset;
    const number = NUMBER.exec(text)?.[0];
    if (number === undefined) throw this.fault();
    this.offset += number.length;
    return Number(number);
  }

  private hole(): unknown {
    const hole = this.values[this.taken];
    if (hole === undefined) throw this.fault();
    this.taken += 1;
    this.offset += 1;
    return hole.value;
  }

  private object(depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.offset += 1;
    for (;;) {
      this.space();
      const code = this.text.charCodeAt(this.offset);
      if (code === 125) {
        this.offset += 1;
        return object;
      }
      if (code !== QUOTE) throw this.fault();
      const at = this.offset;
      const key = this.string();
      this.space();
      this.expect(58);
      if (Object.hasOwn(object, key)) {
        throw new RenderedJsonError(
          `Duplicate field '${key}' detected on Object. Duplicate JSON keys are not allowed.`,
          at,
        );
      }
      const value = this.value(depth + 1);
      if (key === '__proto__') {
        Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
      } else object[key] = value;
      this.separator(125);
    }
  }

  private array(depth: number): unknown[] {
    const array: unknown[] = [];
    this.offset += 1;
    for (;;) {
      this.space();
      if (this.text.charCodeAt(this.offset) === 93) {
        this.offset += 1;
        return array;
      }
      array.push(this.value(depth + 1));
      this.separator(93);
    }
  }

  /** A comma, which may be the last; or the end, which is left unread. */
  private separator(end: number): void {
    this.space();
    const code = this.text.charCodeAt(this.offset);
    if (code === 44) this.offset += 1;
    else if (code !== end) throw this.fault();
  }

  private string(): string {
    const { text } = this;
    const start = this.offset;
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.offset = at + 1;
        return text.slice(start + 1, at);
      }
      if (code === BACKSLASH) return this.escapedString(start);
      if (code < 32) break;
    }
    throw this.fault();
  }

  private escapedString(start: number): string {
    const { text } = this;
    let at = start + 1;
    while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
    try {
      const value: unknown = JSON.parse(text.slice(start, at + 1));
      this.offset = at + 1;
      return value as string;
    } catch {
      throw this.fault();
    }
  }

  private word(word: string, value: boolean | null): boolean | null {
    if (!this.text.startsWith(word, this.offset)) throw this.fault();
    this.offset += word.length;
    return value;
  }

  private expect(code: number): void {
    if (this.text.charCodeAt(this.offset) !== code) throw this.fault();
    this.offset += 1;
  }

  /** Recorded: "Unable to convert <the text> to Object." (https://github.com/aws/aws-appsync-community/issues/100). */
  private fault(): RenderedJsonError {
    return new RenderedJsonError(`Unable to convert ${this.text} to Object.`, this.offset);
  }
}
