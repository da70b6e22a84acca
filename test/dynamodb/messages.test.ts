// What the service refuses, word for word and through AWS's own client: a row for each (fixtures/dynamodb/messages), with
// the place where the words were seen. The rows of `order.json` are wrong in two ways and show which is told.
import type { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AREAS, commandOf, expand, type Row, SOURCES, TABLES } from './messages.js';
import { connect, startUnderTest, type UnderTest } from './under-test.js';

let under: UnderTest;
let client: DynamoDBClient;
let disconnect: () => Promise<void>;

beforeAll(async () => {
  under = await startUnderTest(TABLES);
  ({ client, close: disconnect } = await connect(under.db));
});
afterAll(async () => {
  await disconnect();
  under.close();
});

interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly reasons?: readonly (string | null)[];
}

async function sendRaw({ operation, input }: Row): Promise<Refusal> {
  const answer = await under.db.doors.json({
    method: 'POST',
    url: '/',
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify(expand(input, (text) => text))),
    remoteAddress: '127.0.0.1',
    secure: false,
  });
  const { __type: type, message, Message } = JSON.parse(String(answer.body)) as Record<string, string>;
  return { name: type!.split('#')[1]!, message: (message ?? Message)! };
}

async function send({ operation, input }: Row): Promise<Refusal> {
  try {
    await client.send(
      commandOf(
        operation,
        expand(input, (text) => Buffer.from(text, 'base64')),
      ),
    );
  } catch (error) {
    const { name, message, CancellationReasons: reasons } = error as TransactionCanceledException;
    return { name, message, ...(reasons ? { reasons: reasons.map((reason) => reason.Message ?? null) } : {}) };
  }
  throw new Error('nothing was refused');
}

const titleOf = ({ name, operation, message }: Row): string => name ?? `${operation}: ${message.slice(0, 160)}`;

describe.each(AREAS)('%s', (_area, rows) => {
  it.each(rows.map((row) => [titleOf(row), row] as const))('%s', async (_title, row) => {
    const refusal = await (row.raw ? sendRaw(row) : send(row));
    expect(refusal).toEqual({
      name: row.error ?? 'ValidationException',
      message: row.message,
      ...(row.reasons ? { reasons: row.reasons } : {}),
    });
  });
});

describe('the rows', () => {
  const rows = AREAS.flatMap(([, inArea]) => inArea);

  it('name their sources', () => {
    expect([...new Set(rows.map((row) => row.source))].sort()).toEqual(Object.keys(SOURCES).sort());
  });

  it('hold at least 200 validation messages whose words were seen at the service', () => {
    const seen = rows.filter(({ error, source }) => !error && !['form', 'unrecorded'].includes(source));
    expect(new Set(seen.map((row) => row.message)).size).toBeGreaterThanOrEqual(200);
  });
});
