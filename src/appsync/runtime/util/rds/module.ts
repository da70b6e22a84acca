// The members of @aws-appsync/utils/rds: built-in-modules-js.md, "Amazon RDS module functions". Nothing runs here: the
// request they make is carried out by the RDS data source.
import { isNothing, isPlainObject } from '../plain.js';
import { UtilMisuse } from '../session.js';
import { toJsonObject } from './result.js';
import { agg, type Statement, typeHint } from './statement.js';
import { createMySQLStatement, createPgStatement } from './write.js';

const builder =
  (type: 'SELECT' | 'INSERT' | 'UPDATE' | 'REMOVE', name: string) =>
  (payload?: unknown): Statement => {
    if (isNothing(payload)) throw new UtilMisuse(`An argument is expected to be passed to ${name}`);
    if (!isPlainObject(payload)) throw new UtilMisuse('Expected payload to be an Object.');
    return { type, properties: payload };
  };

/** A tagged template: its values are bound, never put into the text. */
const sql = (literals: readonly string[], ...values: readonly unknown[]): Statement => ({
  type: 'SQL',
  literals: [...literals],
  values,
});

export const rdsModule = {
  select: builder('SELECT', 'select'),
  insert: builder('INSERT', 'insert'),
  update: builder('UPDATE', 'update'),
  remove: builder('REMOVE', 'remove'),
  sql,
  createPgStatement,
  createMySQLStatement,
  toJsonObject,
  typeHint,
  agg,
};
