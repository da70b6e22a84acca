// One request being written: its dialect's quotes, and the values bound so far. The two statements of a request share
// their numbering (recorded: `:P0`, `:P1`, ...). Made by write.ts for each call of createPgStatement.
import { isNothing, isPlainObject, textOf } from '../plain.js';
import { UtilMisuse } from '../session.js';
import {
  AGGREGATES,
  type Aggregate,
  type AggregateName,
  isAggregate,
  isStatement,
  isTypeHint,
  type Statement,
} from './statement.js';

export type Dialect = 'postgres' | 'mysql';

const QUOTES: Readonly<Record<Dialect, string>> = { postgres: '"', mysql: '`' };

export class SqlText {
  readonly dialect: Dialect;
  readonly variableMap: Record<string, unknown> = {};
  readonly variableTypeHintMap: Record<string, string> = {};
  readonly #writeStatement: (statement: Statement, text: SqlText) => string;
  #bound = 0;

  constructor(dialect: Dialect, writeStatement: (statement: Statement, text: SqlText) => string) {
    this.dialect = dialect;
    this.#writeStatement = writeStatement;
  }

  /** A placeholder for the value; null needs none (recorded). */
  bind(value: unknown): string {
    const plain = isTypeHint(value) ? value.value : value;
    if (isNothing(plain)) return 'NULL';
    const placeholder = `:P${this.#bound++}`;
    this.variableMap[placeholder] = plain;
    if (isTypeHint(value)) this.variableTypeHintMap[placeholder] = value.type;
    return placeholder;
  }

  /** `private.persons` is `"private"."persons"`; a quote inside a name is doubled. */
  identifier(name: string): string {
    const quote = QUOTES[this.dialect];
    return name
      .split('.')
      .map((part) => quote + part.replaceAll(quote, quote + quote) + quote)
      .join('.');
  }

  /** A table or column under another name: `{alias: 'name'}` or `{alias: statement}`. */
  aliases(object: Readonly<Record<string, unknown>>, misuse: string): string {
    return Object.entries(object)
      .map(([alias, named]) => {
        if (typeof named !== 'string' && !isStatement(named) && !isAggregate(named)) throw new UtilMisuse(misuse);
        return `${this.named(named)} as ${this.identifier(alias)}`;
      })
      .join(', ');
  }

  named(named: string | Statement | Aggregate): string {
    if (typeof named === 'string') return this.identifier(named);
    return isAggregate(named) ? this.aggregate(named.name, named.column) : this.subquery(named as Statement);
  }

  subquery(statement: Statement): string {
    return `(${this.#writeStatement(statement, this)})`;
  }

  aggregate(name: AggregateName, column: unknown): string {
    const { call, distinct } = AGGREGATES[name];
    const target = column === '*' ? '*' : this.identifier(textOf(column));
    return `${call} (${distinct ? 'DISTINCT ' : ''}${target})`;
  }

  /** `*`, or names, aliases and aggregates. Nothing at all is `*`. */
  columns(columns: unknown): string {
    if (isNothing(columns) || columns === '*') return '*';
    if (!Array.isArray(columns)) throw new UtilMisuse('Expected column to be * or an array.');
    return columns.map((column: unknown) => this.#column(column)).join(', ');
  }

  #column(column: unknown): string {
    if (column === '*') return '*';
    if (typeof column === 'string' || isAggregate(column)) return this.named(column);
    if (isPlainObject(column) && !isStatement(column)) return this.aliases(column, 'Invalid type in column array.');
    throw new UtilMisuse('Invalid type in column array.');
  }

  /** The text of sql``: values become placeholders, statements inside it are written in place. */
  template(literals: readonly string[], values: readonly unknown[]): string {
    return literals.reduce((text, literal, index) => {
      const value = values[index - 1];
      return text + (isStatement(value) ? this.#writeStatement(value, this) : this.bind(value)) + literal;
    });
  }
}
