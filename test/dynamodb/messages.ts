// Rows of test/fixtures/dynamodb/messages: a request, what the service answers, and where that was seen. Read by
// messages.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '../../src/definition/model.js';
import { table } from './under-test.js';

export interface Row {
  /** What the row shows, when the operation and the message do not say it. */
  readonly name?: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** ValidationException unless said otherwise. */
  readonly error?: string;
  readonly message: string;
  /** The messages of a transaction's CancellationReasons. */
  readonly reasons?: readonly (string | null)[];
  /** A key of sources.json. */
  readonly source: string;
  /** The client would not send it: goes to the door as it is. */
  readonly raw?: boolean;
}

const FOLDER = new URL('../fixtures/dynamodb/messages/', import.meta.url);

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
}

export const SOURCES = read('sources.json') as Readonly<Record<string, string>>;

export const AREAS: readonly (readonly [string, readonly Row[]])[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json') && name !== 'sources.json')
  .sort()
  .map((name) => [name.replace(/\.json$/, ''), read(name) as Row[]]);

const nested = (depth: number): unknown => {
  let value: unknown = { S: 'leaf' };
  for (let level = 0; level < depth; level += 1) value = { M: { n: value } };
  return value;
};
const keys = (count: number): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, index) => ({ pk: { S: 'a' }, sk: { S: String(index) } }));

/** What is too long to be written down: `{"$repeat": ["x", 300]}`, `{"$deep": 40}` and the like. */
const MACROS: Readonly<Record<string, (argument: never) => unknown>> = {
  $repeat: ([text, times]: [string, number]) => text.repeat(times),
  $deep: nested,
  $keys: keys,
  $puts: (count: number) => keys(count).map((Item) => ({ PutRequest: { Item } })),
  $ops: (count: number) => Array.from({ length: count }, () => 'a = :v').join(' AND '),
};

/** The input as it is meant; `binary` says what becomes of base64 text. */
export function expand(value: unknown, binary: (text: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => expand(member, binary));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name !== undefined) {
    if (Object.hasOwn(MACROS, name)) return MACROS[name]!(argument as never);
    if (name === 'B' && typeof argument === 'string') return { B: binary(argument) };
    if (name === 'BS' && Array.isArray(argument)) return { BS: argument.map((text) => binary(String(text))) };
  }
  return Object.fromEntries(entries.map(([member, inner]) => [member, expand(inner, binary)]));
}

/** The client's command of an operation. */
export function commandOf(operation: string, input: unknown): Parameters<sdk.DynamoDBClient['send']>[0] {
  const commands = sdk as unknown as Record<string, new (input: unknown) => Parameters<sdk.DynamoDBClient['send']>[0]>;
  return new commands[`${operation}Command`]!(input);
}

const text = (name: string) => ({ name, type: 'S' as const });

/** The tables the rows speak of. */
export const TABLES: readonly TableDefinition[] = [
  table({
    indexes: [
      {
        name: 'by-group',
        kind: 'GSI',
        hash: text('grp'),
        range: { name: 'rnk', type: 'N' },
        projection: { type: 'INCLUDE', attributes: ['title'] },
      },
      {
        name: 'by-date',
        kind: 'LSI',
        hash: text('pk'),
        range: text('made'),
        projection: { type: 'KEYS_ONLY', attributes: [] },
      },
    ],
    seed: [
      { pk: { S: 'sets' }, sk: { S: '1' }, ss: { SS: ['a', 'b'] }, s: { S: 'text' } },
      { pk: { S: 'big' }, sk: { S: 'number' }, n: { N: '9E125' } },
    ],
  }),
  table({ name: 'numbers', range: { name: 'sk', type: 'N' } }),
  (({ range: _range, ...rest }) => rest)(table({ name: 'binaries', hash: { name: 'pk', type: 'B' } })),
  table({ name: 'provisioned', billingMode: 'PROVISIONED', throughput: { read: 3, write: 4 } }),
  table({ name: 'streamed', stream: 'NEW_IMAGE' }),
  table({ name: 'expiring', ttlAttribute: 'ttl' }),
];
