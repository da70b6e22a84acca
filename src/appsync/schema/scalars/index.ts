// The registry of scalars: one entry each, read by the schema builder, by variable coercion and by docs/coverage.md.
// Built-in scalars are here too, because the service coerces as graphql-java does, not as graphql-js does.
import { GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { isDate, isDateTime, isEmail, isIpAddress, isPhone, isTime, isUrl } from './formats.js';
import { javaKind, javaText } from './java-text.js';

/** A value that a scalar can't take or show; the message is the service's. Its class tells it from our own faults. */
export class ScalarError extends Error {}

interface ScalarRow {
  readonly name: string;
  /** What messages call a value of it: "a valid phone number". Default scalars have none: "Expected type 'Int' ...". */
  readonly noun?: string;
  /** The value for resolvers, or undefined to refuse it. `value` is JSON. */
  readonly parse: (value: unknown) => unknown;
  /** The value for clients, or undefined to refuse it. */
  readonly serialize: (value: unknown) => unknown;
}

/** A scalar whose values are texts of one format. */
function textual(name: string, noun: string, accepts: (text: string) => boolean): ScalarRow {
  const take = (value: unknown): unknown => (typeof value === 'string' && accepts(value) ? value : undefined);
  return { name, noun, parse: take, serialize: take };
}

const integerText = /^-?\d+(?:\.0*)?$/;

function integer(value: unknown, least: number, most: number): number | undefined {
  const number = typeof value === 'string' && integerText.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
    ? number
    : undefined;
}

const INT_MAX = 2 ** 31 - 1;
const asText = (value: unknown): unknown => (typeof value === 'string' ? value : javaText(value));

export const SCALARS: readonly ScalarRow[] = [
  {
    name: 'ID',
    parse: (value) =>
      typeof value === 'string'
        ? value
        : typeof value === 'number' && Number.isInteger(value)
          ? String(value)
          : undefined,
    serialize: asText,
  },
  { name: 'String', parse: (value) => (typeof value === 'string' ? value : undefined), serialize: asText },
  {
    name: 'Int',
    parse: (value) => integer(value, -INT_MAX - 1, INT_MAX),
    serialize: (value) => integer(value, -INT_MAX - 1, INT_MAX),
  },
  // `Long` exists in AppSync schemas though no page names it (a field report of Amplify's).
  {
    name: 'Long',
    parse: (value) => integer(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    serialize: (value) => integer(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  },
  {
    name: 'Float',
    parse: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
    serialize: (value) => {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    },
  },
  {
    name: 'Boolean',
    parse: (value) => (typeof value === 'boolean' ? value : undefined),
    serialize: (value) => {
      if (typeof value === 'boolean') return value;
      if (typeof value === 'number') return value !== 0;
      // graphql-java reads a text with Boolean.parseBoolean: anything but "true" is false.
      return typeof value === 'string' ? value.toLowerCase() === 'true' : undefined;
    },
  },
  textual('AWSDate', 'date', isDate),
  textual('AWSTime', 'time', isTime),
  textual('AWSDateTime', 'DateTime Object', isDateTime),
  {
    name: 'AWSTimestamp',
    noun: 'timestamp',
    parse: (value) =>
      typeof value === 'number' ? integer(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) : undefined,
    serialize: (value) => integer(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  },
  textual('AWSEmail', 'email address', isEmail),
  {
    name: 'AWSJSON',
    noun: 'JSON',
    // "Any valid JSON construct is automatically parsed and loaded in the resolver code" (scalars.md).
    parse: (value) => {
      if (typeof value !== 'string') return undefined;
      try {
        return JSON.parse(value) as unknown;
      } catch {
        return undefined;
      }
    },
    serialize: (value) => JSON.stringify(value),
  },
  textual('AWSURL', 'URL', isUrl),
  textual('AWSPhone', 'phone number', isPhone),
  textual('AWSIPAddress', 'IP address', isIpAddress),
];

function literalValue(node: ValueNode): unknown {
  if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return Number(node.value);
  return valueFromASTUntyped(node);
}

function createScalar(row: ScalarRow): GraphQLScalarType {
  const refuse = (verb: 'parse' | 'serialize', value: unknown): ScalarError =>
    new ScalarError(
      row.noun === undefined
        ? `Expected type '${row.name}' but was '${javaKind(value)}'.`
        : `Unable to ${verb} \`${javaText(value)}\` as a valid ${row.noun}.`,
    );
  const parse = (value: unknown): unknown => {
    const parsed = row.parse(value);
    if (parsed === undefined) throw refuse('parse', value);
    return parsed;
  };
  return new GraphQLScalarType({
    name: row.name,
    parseValue: parse,
    parseLiteral: (node) => {
      // A literal must be of the scalar's own kind: 1 is no String, "1" is no Int (ArgumentsOfCorrectType in graphql-java).
      const value = literalValue(node);
      if (typeof value === 'string' && (row.name === 'Int' || row.name === 'Long')) throw refuse('parse', value);
      if (node.kind === Kind.ENUM) throw refuse('parse', node.value);
      return parse(value);
    },
    serialize: (value) => {
      const shown = row.serialize(value);
      if (shown === undefined) throw refuse('serialize', value);
      return shown;
    },
  });
}

/** Every scalar by name; immutable, shared by all schemas. */
export const SCALAR_TYPES: ReadonlyMap<string, GraphQLScalarType> = new Map(
  SCALARS.map((row) => [row.name, createScalar(row)]),
);
