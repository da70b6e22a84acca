// References and expressions of VTL, after the grammar of Velocity 1.7. parse.ts calls it; it knows no statements but
// those inside an interpolated string, which it hands back to parse.ts.
import type { Cursor } from './cursor.js';
import type { BinaryOperator, Expression, Position, Reference, Statement, Step } from './tree.js';

/** Parses the content of a double-quoted string as a template; `origin` is where the content begins. */
export type ParseInterpolation = (content: string, origin: Position) => readonly Statement[];

const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_-]*/y;
/** After a dot Velocity wants a letter: `$a._b` is `$a` and text. */
const PROPERTY = /\.(?=[A-Za-z])/y;
const INTEGER = /-?[0-9]+/y;
// `1..3` is a range's integer and two dots, not `1.`.
const DOUBLE = /-?[0-9]+\.(?!\.)[0-9]*(?:[eE][+-]?[0-9]+)?|-?\.[0-9]+(?:[eE][+-]?[0-9]+)?|-?[0-9]+[eE][+-]?[0-9]+/y;
const WORD_OR_NAME = /(?:true|false|null)(?![A-Za-z0-9_-])/y;
const DOUBLE_QUOTED = /"(?:[^"]|"")*"/y;
const SINGLE_QUOTED = /'(?:[^']|'')*'/y;
const REFERENCE_START = /\$!?\{?[A-Za-z_]/y;

const OPERATORS_PER_LEVEL: readonly (readonly (readonly [RegExp, BinaryOperator])[])[] = [
  [[/\|\||or(?![A-Za-z0-9_@])/y, '||']],
  [[/&&|and(?![A-Za-z0-9_@])/y, '&&']],
  [
    [/==|eq(?![A-Za-z0-9_@])/y, '=='],
    [/!=|ne(?![A-Za-z0-9_@])/y, '!='],
  ],
  [
    [/<=|le(?![A-Za-z0-9_@])/y, '<='],
    [/>=|ge(?![A-Za-z0-9_@])/y, '>='],
    [/<|lt(?![A-Za-z0-9_@])/y, '<'],
    [/>|gt(?![A-Za-z0-9_@])/y, '>'],
  ],
  [
    [/\+/y, '+'],
    // `-1` is one token: `$a -1` is no subtraction.
    [/-(?![0-9]|\.[0-9])/y, '-'],
  ],
  [
    [/\*/y, '*'],
    [/\//y, '/'],
    [/%/y, '%'],
  ],
];
const NOT = /!|not(?![A-Za-z0-9_@])/y;

/** What the recorded message lists after a complete operand. */
export const AFTER_OPERAND: readonly string[] = [
  '<RPAREN>',
  '"-"',
  '"+"',
  '"*"',
  '"/"',
  '"%"',
  '<LOGICAL_AND>',
  '<LOGICAL_OR>',
  '<LOGICAL_LT>',
  '<LOGICAL_LE>',
  '<LOGICAL_GT>',
  '<LOGICAL_GE>',
  '<LOGICAL_EQUALS>',
  '<LOGICAL_NOT_EQUALS>',
];
const OPERAND: readonly string[] = [
  '<STRING_LITERAL>',
  '<INTEGER_LITERAL>',
  '<FLOATING_POINT_LITERAL>',
  '<IDENTIFIER>',
  '"["',
  '"{"',
  '"true"',
  '"false"',
];

/** How deep literals, parentheses and arguments may nest: a bound of ours, so that no template exhausts the stack. */
const DEEPEST = 200;

export class ExpressionParser {
  private readonly cursor: Cursor;
  private readonly names: Set<string>;
  private readonly interpolate: ParseInterpolation;
  private depth = 0;

  /** Adds the variables it comes upon to `names`. */
  constructor(cursor: Cursor, names: Set<string>, interpolate: ParseInterpolation) {
    this.cursor = cursor;
    this.names = names;
    this.interpolate = interpolate;
  }

  get atReference(): boolean {
    return this.cursor.peek(REFERENCE_START) !== null;
  }

  /** The cursor is on `$`. */
  reference(): Reference {
    const { cursor } = this;
    const start = cursor.offset;
    cursor.take('$');
    const quiet = cursor.take('!');
    const formal = cursor.take('{');
    const root = cursor.match(IDENTIFIER)?.[0];
    if (root === undefined) throw cursor.unexpected(['<IDENTIFIER>']);
    this.names.add(root);
    const steps: Step[] = [];
    for (;;) {
      const at = cursor.position();
      if (cursor.take('[')) {
        const argument = this.parameter();
        if (!cursor.take(']')) throw cursor.unexpected(['"]"']);
        steps.push({ kind: 'index', argument, at });
      } else if (cursor.match(PROPERTY)) {
        const named = cursor.position();
        const name = cursor.match(IDENTIFIER)![0];
        if (cursor.take('(')) steps.push({ kind: 'method', name, args: this.arguments(), at: named });
        else steps.push({ kind: 'property', name, at: named });
      } else break;
    }
    if (formal && !cursor.take('}')) throw cursor.unexpected(['"["', '"."', '"}"']);
    const literal = cursor.text.slice(start, cursor.offset);
    return { kind: 'reference', root, steps, quiet, literal, at: cursor.position(start) };
  }

  /** The condition of `#if` and the right side of `#set`. */
  expression(level = 0): Expression {
    const operators = OPERATORS_PER_LEVEL[level];
    if (operators === undefined) return this.unary();
    const { cursor } = this;
    cursor.skipSpace();
    const start = cursor.offset;
    let left = this.expression(level + 1);
    for (;;) {
      const leftText = cursor.text.slice(start, cursor.offset).trim();
      cursor.skipSpace();
      const operator = operators.find(([pattern]) => cursor.match(pattern))?.[1];
      if (operator === undefined) return left;
      cursor.skipSpace();
      const from = cursor.offset;
      const right = this.expression(level + 1);
      left = {
        kind: 'binary',
        operator,
        left,
        right,
        leftText,
        rightText: cursor.text.slice(from, cursor.offset).trim(),
      };
    }
  }

  /** A method's argument, a list's item, a directive's argument: no operators there (Velocity 1.7's Parameter). */
  parameter(): Expression {
    this.cursor.skipSpace();
    const value = this.operand();
    this.cursor.skipSpace();
    return value;
  }

  private unary(): Expression {
    const { cursor } = this;
    cursor.skipSpace();
    if (cursor.match(NOT)) return this.deeper(() => ({ kind: 'not', operand: this.unary() }));
    if (!cursor.take('(')) return this.operand();
    const inner = this.deeper(() => this.expression());
    cursor.skipSpace();
    if (!cursor.take(')')) throw cursor.unexpected(AFTER_OPERAND);
    return inner;
  }

  private arguments(): Expression[] {
    const { cursor } = this;
    cursor.skipSpace();
    if (cursor.take(')')) return [];
    const args = [this.parameter()];
    while (cursor.take(',')) args.push(this.parameter());
    if (!cursor.take(')')) throw cursor.unexpected(['","', '")"']);
    return args;
  }

  private operand(): Expression {
    const { cursor } = this;
    const { char } = cursor;
    if (char === '$' && this.atReference) return this.deeper(() => this.reference());
    if (char === '"' || char === "'") return this.string();
    if (char === '[') return this.deeper(() => this.listOrRange());
    if (char === '{') return this.deeper(() => this.map());
    const double = cursor.match(DOUBLE);
    if (double) return { kind: 'double', value: Number(double[0]) };
    const integer = cursor.match(INTEGER);
    if (integer) return { kind: 'integer', digits: integer[0] };
    switch (cursor.match(WORD_OR_NAME)?.[0]) {
      case 'true':
        return { kind: 'boolean', value: true };
      case 'false':
        return { kind: 'boolean', value: false };
      // Not in Velocity 1.7; AWS's own guide and Amplify's templates use it.
      case 'null':
        return { kind: 'null' };
    }
    throw cursor.unexpected(OPERAND);
  }

  private string(): Expression {
    const { cursor } = this;
    const start = cursor.offset;
    const quote = cursor.char;
    const image = cursor.match(quote === '"' ? DOUBLE_QUOTED : SINGLE_QUOTED)?.[0];
    if (image === undefined) throw cursor.unexpected();
    const inner = image.slice(1, -1);
    if (quote === "'") return { kind: 'string', value: inner.replaceAll("''", "'") };
    const value = inner
      .replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replaceAll('""', '"');
    if (!/[$#]/.test(image)) return { kind: 'string', value };
    const body = this.deeper(() => this.interpolate(value, cursor.position(start + 1)));
    return { kind: 'interpolation', body };
  }

  /** `[a, b]` or `[1..$n]`. */
  private listOrRange(): Expression {
    const { cursor } = this;
    cursor.take('[');
    cursor.skipSpace();
    if (cursor.take(']')) return { kind: 'list', items: [] };
    const items = [this.parameter()];
    const first = items[0]!;
    if ((first.kind === 'reference' || first.kind === 'integer') && cursor.take('..')) {
      const to = this.parameter();
      if (to.kind !== 'reference' && to.kind !== 'integer') throw cursor.unexpected();
      if (!cursor.take(']')) throw cursor.unexpected(['"]"']);
      return { kind: 'range', from: first, to };
    }
    while (cursor.take(',')) items.push(this.parameter());
    if (!cursor.take(']')) throw cursor.unexpected(['"]"', '","']);
    return { kind: 'list', items };
  }

  private map(): Expression {
    const { cursor } = this;
    cursor.take('{');
    cursor.skipSpace();
    const entries: (readonly [Expression, Expression])[] = [];
    if (cursor.take('}')) return { kind: 'map', entries };
    do {
      const key = this.parameter();
      if (!cursor.take(':')) throw cursor.unexpected(['":"']);
      entries.push([key, this.parameter()]);
    } while (cursor.take(','));
    if (!cursor.take('}')) throw cursor.unexpected(['"}"', '","']);
    return { kind: 'map', entries };
  }

  private deeper<T>(parse: () => T): T {
    if (this.depth >= DEEPEST) throw this.cursor.unexpected();
    this.depth += 1;
    try {
      return parse();
    } finally {
      this.depth -= 1;
    }
  }
}
