// util.rds.toJsonObject and toJsonString: the Data API's answer becomes rows of named values, one list of rows for each
// statement. rds-helpers-in-util-rds.md; recorded: labels name the columns, a null column is left out of its row, and a
// statement without records gives one empty row.
import { isNothing, isPlainObject, type PlainObject } from '../plain.js';
import { UtilMisuse } from '../session.js';

/** The value inside `{stringValue: ...}`; undefined for `{isNull: true}`. */
function fieldValue(field: unknown): unknown {
  if (!isPlainObject(field) || field['isNull'] === true) return undefined;
  if (isPlainObject(field['arrayValue'])) return arrayValue(field['arrayValue']);
  return Object.entries(field).find(([kind]) => kind.endsWith('Value'))?.[1];
}

function arrayValue(array: PlainObject): unknown {
  if (Array.isArray(array['arrayValues'])) {
    return array['arrayValues'].map((inner: unknown) => (isPlainObject(inner) ? arrayValue(inner) : inner));
  }
  return Object.values(array).find(Array.isArray) ?? [];
}

function columnName(metadata: unknown, index: number): string {
  const column = isPlainObject(metadata) ? metadata : {};
  return String(column['label'] ?? column['name'] ?? index);
}

function rowsOf(result: unknown): PlainObject[] {
  if (!isPlainObject(result) || !Array.isArray(result['records'])) return [{}];
  const metadata: unknown[] = Array.isArray(result['columnMetadata']) ? result['columnMetadata'] : [];
  return result['records'].map((record: unknown) => {
    const row: PlainObject = {};
    if (!Array.isArray(record)) return row;
    record.forEach((field: unknown, index) => {
      const value = fieldValue(field);
      if (value !== undefined) row[columnName(metadata[index], index)] = value;
    });
    return row;
  });
}

/** Takes the JSON text a data source answers with, or the object in it. */
export function toJsonObject(serialized: unknown): PlainObject[][] {
  let result = serialized;
  if (typeof result === 'string') {
    try {
      result = JSON.parse(result);
    } catch {
      throw new UtilMisuse('The SQL result is not valid JSON.');
    }
  }
  if (isNothing(result) || !isPlainObject(result)) return [];
  const statements = result['sqlStatementResults'];
  return Array.isArray(statements) ? statements.map(rowsOf) : [];
}

export const toJsonString = (serialized: unknown): string => JSON.stringify(toJsonObject(serialized));
