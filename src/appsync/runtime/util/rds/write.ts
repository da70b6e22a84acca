// Writes statements as SQL and collects their values: createPgStatement and createMySQLStatement. Order of clauses, single
// spaces and messages are the recorded ones. built-in-modules-js.md, "Amazon RDS module functions".
import { isNothing, isPlainObject, type PlainObject } from '../plain.js';
import { UtilMisuse } from '../session.js';
import { conditionClause } from './conditions.js';
import { joinClauses } from './joins.js';
import { type Dialect, SqlText } from './sql-text.js';
import { isStatement, type Statement } from './statement.js';

export interface RdsRequest {
  readonly statements: readonly string[];
  readonly variableMap: Readonly<Record<string, unknown>>;
  readonly variableTypeHintMap: Readonly<Record<string, string>>;
}

/** Clauses that have nothing to say are left out with their space. */
const clauses = (...parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .join(' ')
    .trim();

/** The `table` of every statement. */
function tableOf(table: unknown, text: SqlText): string {
  if (isNothing(table)) throw new UtilMisuse("'table' or 'from' key is required.");
  if (typeof table === 'string') return text.identifier(table);
  if (isPlainObject(table)) return text.aliases(table, 'table name is expected to be a string or alias.');
  throw new UtilMisuse('table name is expected to be a string or alias.');
}

/** The `table` or, in its place, the `from` of a select or a join; `from` also takes a statement. */
export function sourceOf({ table, from }: PlainObject, text: SqlText): string {
  if (isNothing(from)) return tableOf(table, text);
  if (!isNothing(table)) throw new UtilMisuse("'from' and 'table' keys cannot be used together");
  if (isStatement(from)) return text.subquery(from);
  if (typeof from !== 'string' && !isPlainObject(from)) {
    throw new UtilMisuse("'from' value is expected to be string or object.");
  }
  return tableOf(from, text);
}

function groupBy(columns: unknown, text: SqlText): string {
  if (isNothing(columns)) return '';
  if (!Array.isArray(columns)) throw new UtilMisuse('groupBy expects an array.');
  if (columns.length === 0) return '';
  const named = columns.map((column: unknown) => {
    if (typeof column === 'number') return String(column);
    if (typeof column !== 'string') throw new UtilMisuse('Invalid type in groupBy array.');
    return text.identifier(column);
  });
  return `GROUP BY ${named.join(', ')}`;
}

function direction(dir: unknown): string {
  if (typeof dir !== 'string') return 'ASC';
  const upper = dir.toUpperCase();
  if (upper !== 'ASC' && upper !== 'DESC') {
    throw new UtilMisuse(`orderBy dir can have either ASC or DESC found ${dir}.`);
  }
  return upper;
}

function orderBy(orders: unknown, text: SqlText): string {
  if (isNothing(orders)) return '';
  if (!Array.isArray(orders)) throw new UtilMisuse('orderBy expects an array.');
  const written = orders.map((order: unknown) => {
    const { column, dir } = isPlainObject(order) ? order : {};
    if (typeof column !== 'string') throw new UtilMisuse('orderBy expects a column name.');
    return `${text.identifier(column)} ${direction(dir)}`;
  });
  return written.length > 0 ? `ORDER BY ${written.join(', ')}` : '';
}

/** LIMIT and OFFSET: a number, or text that is one. */
function counted(keyword: 'LIMIT' | 'OFFSET', value: unknown, text: SqlText): string {
  if (isNothing(value)) return '';
  const number = typeof value === 'string' ? Number.parseInt(value, 10) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) {
    throw new UtilMisuse(`${keyword.toLowerCase()} expects a number.`);
  }
  return `${keyword} ${text.bind(number)}`;
}

function valuesOf(values: unknown, statement: string): PlainObject {
  if (isNothing(values)) throw new UtilMisuse(`values are expected to be passed to ${statement}`);
  if (!isPlainObject(values)) throw new UtilMisuse('Expected values to an Object.');
  return values;
}

function returning(columns: unknown, text: SqlText): string {
  if (isNothing(columns)) return '';
  if (text.dialect === 'mysql') throw new UtilMisuse('returning is not supported in MySQL.');
  return `RETURNING ${text.columns(columns)}`;
}

function select(payload: PlainObject, text: SqlText): string {
  return clauses(
    'SELECT',
    text.columns(payload['columns']),
    'FROM',
    sourceOf(payload, text),
    joinClauses(payload, text, sourceOf),
    conditionClause('WHERE', payload['where'], text),
    groupBy(payload['groupBy'], text),
    conditionClause('HAVING', payload['having'], text),
    orderBy(payload['orderBy'], text),
    counted('LIMIT', payload['limit'], text),
    counted('OFFSET', payload['offset'], text),
  );
}

function insert(payload: PlainObject, text: SqlText): string {
  const table = tableOf(payload['table'], text);
  const values = valuesOf(payload['values'], 'insert');
  const columns = Object.keys(values).map((column) => text.identifier(column));
  const bound = Object.values(values).map((value) => text.bind(value));
  return clauses(
    'INSERT INTO',
    table,
    `(${columns.join(', ')})`,
    `VALUES (${bound.join(', ')})`,
    returning(payload['returning'], text),
  );
}

function update(payload: PlainObject, text: SqlText): string {
  const table = tableOf(payload['table'], text);
  const values = valuesOf(payload['values'], 'update');
  const assigned = Object.entries(values).map(([column, value]) => `${text.identifier(column)} = ${text.bind(value)}`);
  return clauses(
    'UPDATE',
    table,
    'SET',
    assigned.join(', '),
    conditionClause('WHERE', payload['where'], text),
    returning(payload['returning'], text),
  );
}

function remove(payload: PlainObject, text: SqlText): string {
  return clauses(
    'DELETE FROM',
    tableOf(payload['table'], text),
    conditionClause('WHERE', payload['where'], text),
    returning(payload['returning'], text),
  );
}

const WRITERS = { SELECT: select, INSERT: insert, UPDATE: update, REMOVE: remove };

function writeStatement(statement: Statement, text: SqlText): string {
  if (statement.type === 'SQL') return text.template(statement.literals, statement.values);
  return WRITERS[statement.type](statement.properties, text);
}

const createStatement =
  (dialect: Dialect, name: string) =>
  (statement1?: unknown, statement2?: unknown): RdsRequest => {
    if (isNothing(statement1)) throw new UtilMisuse(`An argument is expected to be passed to ${name}`);
    const text = new SqlText(dialect, writeStatement);
    const statements = [statement1, statement2]
      .filter((statement) => !isNothing(statement))
      .map((statement) => {
        if (typeof statement === 'string') return statement;
        if (isStatement(statement)) return writeStatement(statement, text);
        throw new UtilMisuse(`Unsupported type is passed as argument to ${name}`);
      });
    return { statements, variableMap: text.variableMap, variableTypeHintMap: text.variableTypeHintMap };
  };

export const createPgStatement = createStatement('postgres', 'createPgStatement');
export const createMySQLStatement = createStatement('mysql', 'createMySQLStatement');
