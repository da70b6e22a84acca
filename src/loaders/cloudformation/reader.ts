// Reads the properties of a resource, or of an object inside them, as the types they should have. Numbers and booleans
// written as text count, as they do for CloudFormation. What is wrong is reported with its place, once.
import type { SourceText } from '../../definition/model.js';
import type { Diagnostic, Place } from '../../lib/diagnostics.js';
import { isObject } from '../../lib/json.js';
import { found } from '../diagnostics.js';
import { isUnresolved, NO_VALUE, scalarText, UNRESOLVED } from './scope.js';

/** Where a reader's values come from. */
export interface ReaderSource {
  /** The value of a property: undefined, NO_VALUE or UNRESOLVED when there is none to read. */
  get(name: string): unknown;
  names(): readonly string[];
  /** The place of the value at `path`; without one, of the whole. */
  place(path: readonly (string | number)[]): Place;
  /** The place where the text of a property begins, for messages about lines of it. */
  textPlace(name: string): Place;
  /** `Properties of Table`: what messages call it. */
  readonly what: string;
  report(diagnostic: Diagnostic): void;
}

export interface Reader {
  readonly what: string;
  place(...path: (string | number)[]): Place;
  names(): readonly string[];
  has(name: string): boolean;
  /** True when there is a value that could not be found out, which a diagnostic has said. */
  broken(name: string): boolean;
  /** The value as it is; undefined when there is none. */
  raw(name: string): unknown;
  text(name: string): string | undefined;
  /** As `text`; an absent property is reported. */
  needText(name: string): string | undefined;
  /** Text with its place, for code and schemas. */
  source(name: string): SourceText | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  /** One of `choices`. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined;
  object(name: string): Reader | undefined;
  objects(name: string): readonly Reader[];
  texts(name: string): readonly string[];
  /** A map of texts, such as environment variables. */
  textMap(name: string): Readonly<Record<string, string>>;
  /** Reports a wrong value of `name`. */
  refuse(name: string, expected: string): undefined;
  missing(name: string): undefined;
}

function nested(value: Record<string, unknown>, parent: ReaderSource, path: readonly (string | number)[]): Reader {
  return createReader({
    get: (name) => (Object.hasOwn(value, name) ? value[name] : undefined),
    names: () => Object.keys(value),
    place: (below) => parent.place([...path, ...below]),
    textPlace: (name) => parent.place([...path, name]),
    what: `${parent.what}.${path.join('.')}`,
    report: parent.report,
  });
}

export function createReader(source: ReaderSource): Reader {
  const get = (name: string): unknown => {
    const value = source.get(name);
    return value === NO_VALUE || value === UNRESOLVED || value === null ? undefined : value;
  };
  const reader: Reader = {
    what: source.what,
    place: (...path) => source.place(path),
    names: source.names,
    has: (name) => get(name) !== undefined,
    broken: (name) => isUnresolved(source.get(name)),
    raw(name) {
      const value = get(name);
      return isUnresolved(value) ? undefined : value;
    },
    text(name) {
      const value = get(name);
      if (value === undefined) return undefined;
      const text = scalarText(value);
      return text ?? reader.refuse(name, 'text');
    },
    needText(name) {
      const text = reader.text(name);
      if (text === undefined && !reader.has(name) && !reader.broken(name)) reader.missing(name);
      return text;
    },
    source(name) {
      const text = reader.text(name);
      return text === undefined ? undefined : { text, place: source.textPlace(name) };
    },
    number(name) {
      const text = reader.text(name);
      if (text === undefined) return undefined;
      const value = Number(text);
      return text.trim() === '' || !Number.isFinite(value) ? reader.refuse(name, 'a number') : value;
    },
    flag(name) {
      const text = reader.text(name)?.toLowerCase();
      if (text === undefined) return undefined;
      return text === 'true' ? true : text === 'false' ? false : reader.refuse(name, 'true or false');
    },
    choice<T extends string>(name: string, choices: readonly T[]) {
      const text = reader.text(name);
      if (text === undefined) return undefined;
      return choices.find((choice) => choice === text) ?? reader.refuse(name, `one of ${choices.join(', ')}`);
    },
    object(name) {
      const value = get(name);
      if (value === undefined) return undefined;
      return isObject(value) ? nested(value, source, [name]) : reader.refuse(name, 'an object');
    },
    objects(name) {
      const value = get(name);
      if (value === undefined) return [];
      if (!Array.isArray(value)) {
        reader.refuse(name, 'a list');
        return [];
      }
      return value.flatMap((item, index) => {
        if (isObject(item)) return [nested(item, source, [name, index])];
        if (item !== UNRESOLVED) reader.refuse(name, 'a list of objects');
        return [];
      });
    },
    texts(name) {
      const value = get(name);
      if (value === undefined) return [];
      // CloudFormation takes a single value where a list is asked for.
      return (Array.isArray(value) ? value : [value]).flatMap((item) => {
        const text = scalarText(item);
        if (text === undefined && item !== UNRESOLVED) reader.refuse(name, 'a list of texts');
        return text === undefined ? [] : [text];
      });
    },
    textMap(name) {
      const object = reader.object(name);
      if (!object) return {};
      return Object.fromEntries(object.names().map((key) => [key, object.text(key) ?? '']));
    },
    refuse(name, expected) {
      source.report(found.PROPERTY_INVALID(`${source.what}.${name} must be ${expected}.`, source.place([name])));
      return undefined;
    },
    missing(name) {
      source.report(found.PROPERTY_MISSING(`${source.what} needs ${name}.`, source.place([])));
      return undefined;
    },
  };
  return reader;
}
