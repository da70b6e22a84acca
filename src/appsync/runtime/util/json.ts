// $util.toJson and $util.parseJson for plain values: utility-helpers-in-util.md, "JSON parsing utils". Templates only.

/** JSON text; nothing at all is null, as in Java. */
export const toJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** The value of JSON text. Text that is none throws SyntaxError; null stays null. */
export const parseJson = (text: unknown): unknown =>
  text === null || text === undefined ? null : JSON.parse(String(text));
