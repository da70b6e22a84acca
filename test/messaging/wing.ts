// An emulator with nothing but queues and topics, a manual clock, and the two protocols as SDKs speak them.
import { sign } from '../../src/aws/sigv4.js';
import type { Definition } from '../../src/definition/model.js';
import { EMPTY_DEFINITION } from '../../src/definition/model.js';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator.js';
import { createManualClock, type ManualClock } from '../../src/lib/clock.js';
import { createSeededRandom } from '../../src/lib/random.js';

export interface Served {
  readonly emulator: Emulator;
  readonly clock: ManualClock;
}

export async function serve(
  definition: Partial<Definition> = {},
  options: Partial<EmulatorOptions> = {},
): Promise<Served> {
  const clock = createManualClock();
  const emulator = await createEmulator({
    definition: { ...EMPTY_DEFINITION, ...definition },
    clock,
    random: createSeededRandom(7),
    ...options,
  });
  return { emulator, clock };
}

/** A POST as an SDK signs it. */
function post(
  { emulator, clock }: Served,
  service: string,
  path: string,
  headers: Record<string, string>,
  body: string,
) {
  const all = { host: 'localhost:4566', ...headers };
  const signed = sign(
    { method: 'POST', url: path, headers: all, body: Buffer.from(body) },
    { accessKeyId: 'test', secretAccessKey: 'test' },
    { service, region: 'us-east-1', now: clock.now() },
  );
  return emulator.fetch(path, { method: 'POST', headers: { ...all, ...signed }, body });
}

export interface SqsAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

/** One call in AWS JSON 1.0. */
export async function sqs(served: Served, operation: string, input: unknown = {}, path = '/'): Promise<SqsAnswer> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` };
  const response = await post(served, 'sqs', path, headers, typeof input === 'string' ? input : JSON.stringify(input));
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    headers: response.headers,
  };
}

/** The answer's body; a refusal fails the test. */
export async function ask<T = Record<string, unknown>>(
  served: Served,
  operation: string,
  input: unknown = {},
): Promise<T> {
  const { status, body } = await sqs(served, operation, input);
  if (status !== 200) throw new Error(`${operation}: ${JSON.stringify(body)}`);
  return body as T;
}

/** A refusal as SDKs see it. */
export async function refusal(served: Served, operation: string, input: unknown = {}): Promise<unknown> {
  const { status, body, headers } = await sqs(served, operation, input);
  return { status, type: body['__type'], message: body['message'], query: headers.get('x-amzn-query-error') };
}

export async function makeQueue(
  served: Served,
  name: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<string> {
  const Attributes = { ...(name.endsWith('.fifo') && { FifoQueue: 'true' }), ...attributes };
  const { QueueUrl } = await ask<{ QueueUrl: string }>(served, 'CreateQueue', { QueueName: name, Attributes });
  return QueueUrl;
}

export interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MD5OfMessageAttributes?: string;
  readonly MessageAttributes?: Readonly<Record<string, unknown>>;
}

export async function receive(
  served: Served,
  QueueUrl: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<readonly Message[]> {
  const input = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'], ...more };
  return (await ask<{ Messages?: Message[] }>(served, 'ReceiveMessage', input)).Messages ?? [];
}

export const bodies = (messages: readonly Message[]): readonly string[] => messages.map(({ Body }) => Body);

/** One call of SNS in the Query protocol; members are flat, as SDKs send them. */
export async function sns(
  served: Served,
  action: string,
  input: Readonly<Record<string, string>> = {},
): Promise<{ status: number; text: string; get(name: string): string | undefined }> {
  const body = new URLSearchParams({ Action: action, Version: '2010-03-31', ...input }).toString();
  const response = await post(served, 'sns', '/', { 'content-type': 'application/x-www-form-urlencoded' }, body);
  const text = await response.text();
  return {
    status: response.status,
    text,
    get: (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1],
  };
}

/** Lets everything that is ready run: commits, deliveries, functions. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
