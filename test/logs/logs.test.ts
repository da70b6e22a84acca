// The logs wing through its own door: groups, streams, lines, tokens, patterns, what goes when there is too much, and what
// is there after a restart.
import { beforeEach, describe, expect, it } from 'vitest';
import { createManualClock, type ManualClock } from '../../src/lib/clock.js';
import { silentLog } from '../../src/lib/log.js';
import { createSeededRandom } from '../../src/lib/random.js';
import { type Database, openDatabase } from '../../src/lib/sqlite.js';
import { type LogsWing, start } from '../../src/logs/index.js';

const ACCOUNT = { accountId: '000000000000', region: 'us-east-1' };
const GROUP = { logGroupName: '/app/shop' };
const STREAM = { ...GROUP, logStreamName: 'one' };

let clock: ManualClock;
let database: Database;
let wing: LogsWing;

function boot(mostLines = 100_000): void {
  wing = start({ database, clock, random: createSeededRandom(1), log: silentLog, account: ACCOUNT, mostLines });
}

beforeEach(() => {
  clock = createManualClock();
  database = openDatabase({ file: undefined, durability: 'process' });
  boot();
});

async function call(operation: string, input: object): Promise<Record<string, unknown>> {
  const { status, body } = await wing.doors.json({
    method: 'POST',
    url: '/',
    headers: { 'x-amz-target': `Logs_20140328.${operation}`, 'content-type': 'application/x-amz-json-1.1' },
    body: Buffer.from(JSON.stringify(input)),
    remoteAddress: '127.0.0.1',
    secure: false,
  });
  const answer = JSON.parse(String(body)) as Record<string, unknown>;
  if (status !== 200) throw Object.assign(new Error(String(answer['message'])), { name: answer['__type'] });
  return answer;
}

async function put(...messages: string[]): Promise<Record<string, unknown>> {
  const logEvents = messages.map((message, index) => ({ timestamp: clock.now() + index, message }));
  return call('PutLogEvents', { ...STREAM, logEvents });
}

const messages = (answer: Record<string, unknown>): string[] =>
  (answer['events'] as { message: string }[]).map(({ message }) => message);

async function makeStream(): Promise<void> {
  await call('CreateLogGroup', GROUP);
  await call('CreateLogStream', STREAM);
}

describe('log groups and streams', () => {
  it('are made once, described, and gone when they are deleted', async () => {
    await makeStream();
    await expect(call('CreateLogGroup', GROUP)).rejects.toThrow('The specified log group already exists');
    await expect(call('CreateLogStream', STREAM)).rejects.toThrow('The specified log stream already exists');
    expect(await call('DescribeLogGroups', { logGroupNamePrefix: '/app' })).toEqual({
      logGroups: [
        {
          logGroupName: '/app/shop',
          creationTime: clock.now(),
          metricFilterCount: 0,
          arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/app/shop:*',
          storedBytes: 0,
          logGroupClass: 'STANDARD',
          logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/app/shop',
        },
      ],
    });
    await call('DeleteLogGroup', GROUP);
    expect(await call('DescribeLogGroups', {})).toEqual({ logGroups: [] });
    await expect(call('DescribeLogStreams', GROUP)).rejects.toThrow('The specified log group does not exist.');
  });

  it('refuse names that AWS refuses', async () => {
    await expect(call('CreateLogGroup', { logGroupName: 'a b' })).rejects.toThrow(
      "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
    );
    await expect(call('CreateLogGroup', {})).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('come in pages, by name or by their last line', async () => {
    await call('CreateLogGroup', GROUP);
    for (const logStreamName of ['a', 'b', 'c']) await call('CreateLogStream', { ...GROUP, logStreamName });
    const first = await call('DescribeLogStreams', { ...GROUP, limit: 2 });
    expect((first['logStreams'] as object[]).length).toBe(2);
    const rest = await call('DescribeLogStreams', { ...GROUP, limit: 2, nextToken: first['nextToken'] });
    expect(rest).toMatchObject({ logStreams: [{ logStreamName: 'c' }] });
    wing.sink.write('/app/shop', 'b', [{ timestamp: 5, message: 'x' }]);
    const latest = await call('DescribeLogStreams', { ...GROUP, orderBy: 'LastEventTime', descending: true, limit: 1 });
    expect(latest).toMatchObject({
      logStreams: [
        { logStreamName: 'b', firstEventTimestamp: 5, lastEventTimestamp: 5, lastIngestionTime: clock.now() },
      ],
    });
  });
});

describe('lines', () => {
  beforeEach(makeStream);

  it('are read from the head and from the tail, a page at a time', async () => {
    await put('1', '2', '3', '4', '5');
    const head = await call('GetLogEvents', { ...STREAM, startFromHead: true, limit: 2 });
    expect(messages(head)).toEqual(['1', '2']);
    const next = await call('GetLogEvents', { ...STREAM, limit: 10, nextToken: head['nextForwardToken'] });
    expect(messages(next)).toEqual(['3', '4', '5']);
    const end = await call('GetLogEvents', { ...STREAM, nextToken: next['nextForwardToken'] });
    expect(end).toMatchObject({ events: [], nextForwardToken: next['nextForwardToken'] });
    const tail = await call('GetLogEvents', { ...STREAM, limit: 2 });
    expect(messages(tail)).toEqual(['4', '5']);
    expect(messages(await call('GetLogEvents', { ...STREAM, nextToken: tail['nextBackwardToken'] }))).toEqual([
      ...['1', '2', '3'],
    ]);
    const between = { startTime: clock.now() + 1, endTime: clock.now() + 3 };
    expect(messages(await call('GetLogEvents', { ...STREAM, ...between }))).toEqual(['2', '3']);
  });

  it('must be in order; what is too old or too new is left out', async () => {
    const now = clock.now();
    const logEvents = [now, now - 1].map((timestamp) => ({ timestamp, message: 'x' }));
    await expect(call('PutLogEvents', { ...STREAM, logEvents })).rejects.toThrow(
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
    const odd = [now - 15 * 86_400_000, now, now + 3 * 3_600_000].map((timestamp) => ({ timestamp, message: 'x' }));
    expect(await call('PutLogEvents', { ...STREAM, logEvents: odd })).toMatchObject({
      rejectedLogEventsInfo: { tooNewLogEventStartIndex: 2, tooOldLogEventEndIndex: 1 },
    });
    expect(messages(await call('GetLogEvents', STREAM))).toHaveLength(1);
  });

  it('are found by terms and by members of JSON, over all streams', async () => {
    await put('ERROR late', 'WARN late', '{"level":"error","ms":120,"user":{"name":"Ann"}}', '{"level":"info","ms":5}');
    wing.sink.write('/app/shop', 'two', [{ timestamp: clock.now(), message: 'ERROR early' }]);
    const found = async (filterPattern: string): Promise<string[]> =>
      messages(await call('FilterLogEvents', { ...GROUP, filterPattern }));
    expect(await found('ERROR')).toEqual(['ERROR late', 'ERROR early']);
    expect(await found('ERROR -late')).toEqual(['ERROR early']);
    expect(await found('?WARN ?early')).toHaveLength(2);
    expect(await found('"WARN late"')).toEqual(['WARN late']);
    expect(await found('{ $.ms > 100 }')).toHaveLength(1);
    expect(await found('{ $.level = "info" || ($.user.name = "A*n" && $.ms <= 120) }')).toHaveLength(2);
    expect(await found('{ $.user NOT EXISTS }')).toEqual(['{"level":"info","ms":5}']);
    // What has no such member, or an object there, matches neither = nor !=.
    expect(await found('{ $.user.name != "Bob" }')).toEqual(await found('{ $.user.name = "Ann" }'));
    expect(await found('{ $.user != "Ann" }')).toEqual([]);
    expect(await found('{ $.absent != 5 || $.absent != "x" }')).toEqual([]);
    await expect(found('[a, b]')).rejects.toThrow('space-delimited');
    await expect(found('{ $.ms > }')).rejects.toThrow('Invalid filter pattern');
    const page = await call('FilterLogEvents', { ...GROUP, limit: 3 });
    const rest = await call('FilterLogEvents', { ...GROUP, limit: 3, nextToken: page['nextToken'] });
    expect([...messages(page), ...messages(rest)]).toHaveLength(5);
    expect(rest['nextToken']).toBeUndefined();
  });

  it('are there after a restart, and a sink makes group and stream', async () => {
    wing.sink.write('/aws/lambda/f', '2026/01/01/[$LATEST]x', [{ timestamp: 1, message: 'hello' }]);
    wing.close();
    boot();
    expect(messages(await call('FilterLogEvents', { logGroupName: '/aws/lambda/f' }))).toEqual(['hello']);
  });

  it('go when there are too many or they are older than the group keeps them', async () => {
    boot(100);
    const lines = Array.from({ length: 1000 }, (_, index) => ({ timestamp: clock.now() + index, message: `${index}` }));
    await call('PutLogEvents', { ...STREAM, logEvents: lines });
    const kept = messages(await call('GetLogEvents', { ...STREAM, startFromHead: true }));
    expect([kept.length, kept[0]]).toEqual([100, '900']);
    clock.advance(2 * 86_400_000);
    await call('PutRetentionPolicy', { ...GROUP, retentionInDays: 1 });
    expect(messages(await call('GetLogEvents', STREAM))).toEqual([]);
    await expect(call('PutRetentionPolicy', { ...GROUP, retentionInDays: 2 })).rejects.toThrow('enum value set');
  });
});
