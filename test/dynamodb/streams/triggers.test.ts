// Functions called with the records of a stream: batches, retries, bisecting, partial failures, and where they go on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LambdaBackend } from '../../../src/backends/lambda-port.js';
import type { EventSourceMappingDefinition } from '../../../src/definition/model.js';
import { startUnderTest, table, type UnderTest } from '../under-test.js';

interface Event {
  readonly Records: readonly {
    readonly eventSourceARN: string;
    readonly userIdentity?: unknown;
    readonly dynamodb: { readonly Keys: { readonly sk: { readonly S: string } }; readonly SequenceNumber: string };
  }[];
}

/** Answers each event with what `answer` says; an Error is a handler that throws. */
function createFunction(answer: (keys: readonly string[], event: Event) => unknown) {
  const batches: string[] = [];
  const events: Event[] = [];
  const lambda: LambdaBackend = {
    has: () => true,
    async invoke({ payload }) {
      const event = JSON.parse(payload) as Event;
      const keys = event.Records.map((record) => record.dynamodb.Keys.sk.S);
      batches.push(keys.join(''));
      events.push(event);
      const result = answer(keys, event);
      return result instanceof Error
        ? { statusCode: 200, payload: '{}', functionError: 'Unhandled', logTail: '' }
        : { statusCode: 200, payload: JSON.stringify(result ?? null), logTail: '' };
    },
  };
  return { lambda, batches, events };
}

const mapping: EventSourceMappingDefinition = {
  id: 'm1',
  functionName: 'watch',
  tableName: 'things',
  enabled: true,
  batchSize: 3,
  batchingWindowSeconds: 0,
  startingPosition: 'TRIM_HORIZON',
  maximumRetryAttempts: -1,
  maximumRecordAgeSeconds: -1,
  bisectOnError: false,
  reportBatchItemFailures: false,
  place: {},
};

const open: UnderTest[] = [];
afterEach(() => {
  for (const under of open.splice(0)) under.close();
});

async function serve(lambda: LambdaBackend, more: Partial<EventSourceMappingDefinition> = {}, file?: string) {
  const under = await startUnderTest([table({ stream: 'NEW_IMAGE', ttlAttribute: 'until' })], file, {
    lambda,
    eventSourceMappings: [{ ...mapping, ...more }],
  });
  open.push(under);
  return under;
}

/** Writes one item for each letter, in one commit. */
async function write(under: UnderTest, letters: string): Promise<void> {
  const requests = [...letters].map((sk) => ({ PutRequest: { Item: { pk: { S: 'a' }, sk: { S: sk } } } }));
  await under.call('BatchWriteItem', { RequestItems: { things: requests } });
}

describe('a function', () => {
  it('gets records in order and in batches', async () => {
    const { lambda, batches, events } = createFunction(() => null);
    const under = await serve(lambda);
    await write(under, 'abcde');
    await vi.waitFor(() => expect(batches.join('')).toBe('abcde'));
    expect(batches).toEqual(['abc', 'de']);
    expect(events[0]!.Records[0]!.eventSourceARN).toMatch(/:table\/things\/stream\/2026-01-01T/);
    await write(under, 'f');
    await vi.waitFor(() => expect(batches.at(-1)).toBe('f'));
  });

  it('is asked again when it fails, later each time, and holds back what comes behind', async () => {
    let failures = 2;
    const { lambda, batches } = createFunction(() => (failures-- > 0 ? new Error() : null));
    const under = await serve(lambda);
    await write(under, 'abcd');
    await vi.waitFor(() => expect(under.clock.pending).toBe(1));
    expect(batches).toEqual(['abc']);
    under.clock.advance(1000);
    await vi.waitFor(() => expect(batches).toEqual(['abc', 'abc']));
    await vi.waitFor(() => expect(under.clock.pending).toBe(1));
    under.clock.advance(2000);
    await vi.waitFor(() => expect(batches).toEqual(['abc', 'abc', 'abc', 'd']));
  });

  it('is not asked more often than maximumRetryAttempts', async () => {
    const { lambda, batches } = createFunction((keys) => (keys.includes('a') ? new Error() : null));
    const under = await serve(lambda, { maximumRetryAttempts: 1 });
    await write(under, 'abcd');
    await vi.waitFor(() => expect(under.clock.pending).toBe(1));
    under.clock.advance(1000);
    await vi.waitFor(() => expect(batches).toEqual(['abc', 'abc', 'd']));
  });

  it('gets halves of a batch that fails when it asked for that', async () => {
    const { lambda, batches } = createFunction((keys) => (keys.includes('c') ? new Error() : null));
    const under = await serve(lambda, { bisectOnError: true, maximumRetryAttempts: 0, batchSize: 4 });
    await write(under, 'abcd');
    await vi.waitFor(() => expect(batches).toEqual(['abcd', 'ab', 'cd', 'c', 'd']));
  });

  it('gets again what it says has failed, and what came behind', async () => {
    let failed = false;
    const { lambda, batches } = createFunction((_keys, event) => {
      if (failed) return { batchItemFailures: [] };
      failed = true;
      return { batchItemFailures: [{ itemIdentifier: event.Records[1]!.dynamodb.SequenceNumber }] };
    });
    const under = await serve(lambda, { reportBatchItemFailures: true });
    await write(under, 'abc');
    await vi.waitFor(() => expect(under.clock.pending).toBe(1));
    under.clock.advance(1000);
    await vi.waitFor(() => expect(batches).toEqual(['abc', 'bc']));
  });

  it('does not get records that are too old', async () => {
    const { lambda, batches } = createFunction(() => new Error());
    const under = await serve(lambda, { maximumRecordAgeSeconds: 60 });
    await write(under, 'abc');
    await vi.waitFor(() => expect(under.clock.pending).toBe(1));
    under.clock.advance(61_000);
    await write(under, 'd');
    await vi.waitFor(() => expect(batches).toEqual(['abc', 'd']));
  });

  it('waits for a fuller batch as long as the window says', async () => {
    const { lambda, batches } = createFunction(() => null);
    const under = await serve(lambda, { batchingWindowSeconds: 10 });
    await write(under, 'a');
    await vi.waitFor(() => expect(under.clock.pending).toBe(1));
    await write(under, 'b');
    expect(batches).toEqual([]);
    under.clock.advance(10_000);
    await vi.waitFor(() => expect(batches).toEqual(['ab']));
  });

  it('hears who deleted what has expired', async () => {
    const { lambda, events } = createFunction(() => null);
    const under = await serve(lambda);
    const until = { N: String(under.clock.now() / 1000 + 60) };
    await under.call('PutItem', { TableName: 'things', Item: { pk: { S: 'a' }, sk: { S: 'x' }, until } });
    under.clock.advance(60_000);
    await vi.waitFor(() =>
      expect(events.at(-1)!.Records.at(-1)!.userIdentity).toEqual({
        type: 'Service',
        principalId: 'dynamodb.amazonaws.com',
      }),
    );
  });

  it('goes on where it was after a restart; LATEST begins with what comes', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'offsync-triggers-')), 'data.db');
    const first = createFunction(() => null);
    const before = await serve(first.lambda, {}, file);
    await write(before, 'ab');
    await vi.waitFor(() => expect(first.batches).toEqual(['ab']));
    // The place is saved behind the answer.
    await write(before, 'c');
    await vi.waitFor(() => expect(first.batches).toEqual(['ab', 'c']));
    await new Promise((resolve) => setImmediate(resolve));
    before.close();
    open.length = 0;
    const second = createFunction(() => null);
    const after = await serve(second.lambda, {}, file);
    await write(after, 'd');
    await vi.waitFor(() => expect(second.batches.join('')).toContain('d'));
    expect(second.batches.join('')).not.toContain('a');
    after.close();
    open.length = 0;
    const third = createFunction(() => null);
    const latest = await serve(third.lambda, { id: 'm2', startingPosition: 'LATEST' }, file);
    await new Promise((resolve) => setImmediate(resolve));
    await write(latest, 'e');
    await vi.waitFor(() => expect(third.batches).toEqual(['e']));
    latest.close();
    open.length = 0;
    rmSync(join(file, '..'), { recursive: true, force: true });
  });

  it('gets what a filter lets through, in full batches, and passes over the rest', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'offsync-filters-')), 'data.db');
    const filters = [
      { dynamodb: { Keys: { sk: { S: [{ 'anything-but': ['b', 'c', 'x', 'y', 'z'] }] } } } },
      { eventName: ['REMOVE'], dynamodb: { Keys: { sk: { S: ['c'] } } } },
    ];
    const first = createFunction(() => null);
    const under = await serve(first.lambda, { filters }, file);
    await write(under, 'abcdefxyz');
    await vi.waitFor(() => expect(first.batches).toEqual(['ade', 'f']));
    await under.call('DeleteItem', { TableName: 'things', Key: { pk: { S: 'a' }, sk: { S: 'c' } } });
    await vi.waitFor(() => expect(first.batches.at(-1)).toBe('c'));
    await write(under, 'xyz');
    await new Promise((resolve) => setImmediate(resolve));
    under.close();
    open.length = 0;
    // What was passed over is not looked at again.
    const second = createFunction(() => null);
    const after = await serve(second.lambda, {}, file);
    await write(after, 'g');
    await vi.waitFor(() => expect(second.batches.join('')).toContain('g'));
    expect(second.batches.join('')).not.toContain('b');
    after.close();
    open.length = 0;
    rmSync(join(file, '..'), { recursive: true, force: true });
  });

  it('is not called through a filter that is none', async () => {
    const { lambda, batches } = createFunction(() => null);
    const under = await serve(lambda, { filters: [{ eventName: 'INSERT' }] });
    expect(under.diagnostics).toMatchObject([
      { code: 'DYNAMODB_TRIGGER_FILTER', message: expect.stringContaining('filter 1: eventName: must be an object') },
    ]);
    await write(under, 'a');
    await new Promise((resolve) => setImmediate(resolve));
    expect(batches).toEqual([]);
  });

  it('has several batches at once, those of a partition key one after the other', async () => {
    const waiting = new Map<string, () => void>();
    const seen: string[] = [];
    const lambda: LambdaBackend = {
      has: () => true,
      async invoke({ payload }) {
        const { Records } = JSON.parse(payload) as { Records: { dynamodb: { Keys: Record<string, { S: string }> } }[] };
        const keys = Records.map(({ dynamodb: { Keys } }) => `${Keys['pk']!.S}${Keys['sk']!.S}`).join(' ');
        seen.push(keys);
        if (seen.length <= 2) await new Promise<void>((resolve) => waiting.set(keys, resolve));
        return { statusCode: 200, payload: 'null', logTail: '' };
      },
    };
    const under = await serve(lambda, { parallelizationFactor: 2, batchSize: 1 });
    const requests = ['a1', 'b1', 'a2', 'b2'].map((text) => ({
      PutRequest: { Item: { pk: { S: text[0] }, sk: { S: text[1] } } },
    }));
    await under.call('BatchWriteItem', { RequestItems: { things: requests } });
    await vi.waitFor(() => expect(seen).toHaveLength(2));
    expect([...seen].sort()).toEqual(['a1', 'b1']);
    waiting.get('a1')!();
    await vi.waitFor(() => expect(seen.at(-1)).toBe('a2'));
    waiting.get('b1')!();
    await vi.waitFor(() => expect(seen).toEqual([...seen.slice(0, 2), 'a2', 'b2']));
  });
});
