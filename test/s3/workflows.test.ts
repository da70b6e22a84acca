// Step Functions over buckets: what a Distributed Map reads and writes, and S3 as a task.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore, type Store } from './harness.js';

let store: Store;
beforeEach(async () => {
  store = await openStore();
});
afterEach(() => store.emulator.close());

type Json = Record<string, unknown>;

async function call(operation: string, input: object): Promise<Json> {
  const response = await store.emulator.fetch('/', {
    method: 'POST',
    headers: { 'x-amz-target': `AWSStepFunctions.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(input),
  });
  const answer = (await response.json()) as Json;
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer;
}

const machine = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../fixtures/state-machines', `${name}.asl.json`), 'utf8');

async function run(definition: string, input: object): Promise<Json> {
  const roleArn = 'arn:aws:iam::000000000000:role/r';
  const { stateMachineArn } = await call('CreateStateMachine', { name: 'm', definition, roleArn });
  const { executionArn } = await call('StartExecution', { stateMachineArn, input: JSON.stringify(input) });
  // Executions go on between the questions.
  for (let asked = 0; asked < 500; asked += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    const execution = await call('DescribeExecution', { executionArn });
    if (execution['status'] !== 'RUNNING') return execution;
  }
  throw new Error('The execution does not end.');
}

const outputOf = (execution: Json): unknown => JSON.parse(String(execution['output']));

it('reads the rows of a file and writes the results by their status', async () => {
  const execution = await run(machine('map-over-object'), { key: '2026/rows.csv', most: 0 });
  expect(execution['status'], JSON.stringify(execution)).toBe('SUCCEEDED');
  const { MapRunArn: arn, ResultWriterDetails: details } = outputOf(execution) as {
    readonly MapRunArn: string;
    readonly ResultWriterDetails: { readonly Bucket: string; readonly Key: string };
  };
  expect(details).toEqual({ Bucket: 'results', Key: `runs/${arn.split(':').at(-1)}/manifest.json` });
  const manifest = JSON.parse(await store.text('GET', `/results/${details.Key}`));
  expect(manifest).toMatchObject({ DestinationBucket: 'results', MapRunArn: arn, ResultFiles: { PENDING: [] } });
  const [{ Key: key, Size: size }] = manifest.ResultFiles.SUCCEEDED;
  const succeeded = await store.text('GET', `/results/${key}`);
  expect(Buffer.byteLength(succeeded)).toBe(size);
  expect(JSON.parse(succeeded).map(({ Output, Status }: Json) => [JSON.parse(String(Output)), Status])).toEqual([
    [{ id: '1', total: '10' }, 'SUCCEEDED'],
    [{ id: '3', total: '' }, 'SUCCEEDED'],
  ]);
  const failed = JSON.parse(await store.text('GET', `/results/${manifest.ResultFiles.FAILED[0].Key}`));
  expect(failed).toMatchObject([
    { Status: 'FAILED', Error: 'Refused', Cause: 'two', Input: '{"id":"2","total":"2,0"}' },
  ]);
});

it('reads a list of objects, and flattens what the children give', async () => {
  const execution = await run(machine('map-over-list'), { bucket: 'orders' });
  expect(outputOf(execution)).toEqual(['2026/lines.jsonl', '2026/list.json']);
});

it.each([
  ['JSON', '2026/list.json', [{ id: 1 }, { id: 2 }, { id: 3 }]],
  ['JSONL', '2026/lines.jsonl', [{ id: 1 }, { id: 2 }]],
])('reads %s', async (inputType, key, expected) => {
  const definition = JSON.parse(machine('map-over-object'));
  const { Each: each } = definition.States;
  each.ItemReader.ReaderConfig = { InputType: inputType };
  delete each.ResultWriter;
  expect(outputOf(await run(JSON.stringify(definition), { key }))).toEqual(expected);
});

it.each([
  [{ key: '2026/none', most: 0 }, /^The specified key does not exist\. \(Service: Amazon S3; Status Code: 404; /],
  [{ key: '2026/rows.csv', most: -1 }, /^field MaxItems must be positive$/],
])('fails with ItemReaderFailed for %j', async (input, cause) => {
  const execution = await run(machine('map-over-object'), input);
  expect([execution['status'], execution['error']]).toEqual(['FAILED', 'States.ItemReaderFailed']);
  expect(execution['cause']).toMatch(cause);
});

it('fails with ResultWriterFailed where the bucket is not there', async () => {
  await store.ask('DELETE', '/results');
  const execution = await run(machine('map-over-object'), { key: '2026/rows.csv', most: 1 });
  expect(execution).toMatchObject({
    error: 'States.ResultWriterFailed',
    cause: /^The specified bucket does not exist/,
  });
});

// ETag and checksum as recorded from AWS.
it('puts JSON as its text, and gets it back', async () => {
  const { put, got } = outputOf(await run(machine('put-and-get-object'), { bucket: 'results' })) as Record<
    string,
    Json
  >;
  expect(put).toEqual({
    ChecksumCRC32: 'hnEfWw==',
    ChecksumType: 'FULL_OBJECT',
    ETag: '"49e31cee5aec8faf3345893addb14346"',
    ServerSideEncryption: 'AES256',
  });
  expect(got).toEqual({
    AcceptRanges: 'bytes',
    Body: '{"Dict":"Value"}',
    ContentLength: 16,
    ContentType: 'binary/octet-stream',
    ETag: '"49e31cee5aec8faf3345893addb14346"',
    LastModified: '2026-01-02T03:04:05Z',
    Metadata: {},
    ServerSideEncryption: 'AES256',
  });
});

it('names the error of a task as the SDK for Java does', async () => {
  const execution = await run(machine('put-and-get-object'), { bucket: 'nowhere' });
  expect(execution['error']).toBe('S3.NoSuchBucketException');
  expect(execution['cause']).toMatch(
    /^The specified bucket does not exist \(Service: S3, Status Code: 404, Request ID: \S+, Extended Request ID: \S+\)$/,
  );
});
