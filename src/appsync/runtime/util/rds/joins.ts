// The joins of a select, each a list of tables with `on` or `using`. Names and payload are those of the declarations of
// @aws-appsync/utils; no page or recording shows the SQL, so it is plain standard SQL.
import { isNothing, isPlainObject, type PlainObject } from '../plain.js';
import { UtilMisuse } from '../session.js';
import { conditionClause } from './conditions.js';
import type { SqlText } from './sql-text.js';

const JOINS: Readonly<Record<string, string>> = {
  join: 'JOIN',
  innerJoin: 'INNER JOIN',
  leftJoin: 'LEFT JOIN',
  leftOuterJoin: 'LEFT OUTER JOIN',
  rightJoin: 'RIGHT JOIN',
  rightOuterJoin: 'RIGHT OUTER JOIN',
  fullOuterJoin: 'FULL OUTER JOIN',
  crossJoin: 'CROSS JOIN',
  joinNatural: 'NATURAL JOIN',
  innerJoinNatural: 'NATURAL INNER JOIN',
  leftJoinNatural: 'NATURAL LEFT JOIN',
  leftOuterJoinNatural: 'NATURAL LEFT OUTER JOIN',
  rightJoinNatural: 'NATURAL RIGHT JOIN',
  rightOuterJoinNatural: 'NATURAL RIGHT OUTER JOIN',
  fullOuterJoinNatural: 'NATURAL FULL OUTER JOIN',
};

function using(columns: unknown, text: SqlText): string {
  if (isNothing(columns)) return '';
  if (!Array.isArray(columns)) throw new UtilMisuse('using expects an array.');
  return `USING (${text.columns(columns)})`;
}

/** `sourceOf` writes a table or subquery; it is handed in because a subquery is a whole select again. */
export function joinClauses(
  payload: PlainObject,
  text: SqlText,
  sourceOf: (source: PlainObject, text: SqlText) => string,
): string {
  const written: string[] = [];
  for (const [name, keyword] of Object.entries(JOINS)) {
    const joins = payload[name];
    if (isNothing(joins)) continue;
    if (!Array.isArray(joins)) throw new UtilMisuse(`${name} expects an array.`);
    for (const join of joins) {
      if (!isPlainObject(join)) throw new UtilMisuse(`Expected ${name} to be an Object.`);
      const parts = [
        keyword,
        sourceOf(join, text),
        conditionClause('ON', join['on'], text),
        using(join['using'], text),
      ];
      written.push(parts.filter((part) => part !== '').join(' '));
    }
  }
  return written.join(' ');
}
