// The JSON protocols: how a call becomes an operation, and how failures are told.
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../src/aws/errors.js';
import { createJsonDoor, type Operation } from '../../src/aws/wire.js';
import type { DoorResponse } from '../../src/lib/door.js';
import { createLog } from '../../src/lib/log.js';

const operations: Operation<{ readonly name: string }>[] = [
  { name: 'Echo', handle: (input, ports) => ({ input, by: ports.name }) },
  { name: 'Nothing', handle: () => undefined },
  {
    name: 'Refuse',
    handle: () => {
      throw new ServiceError('ConflictException', 'It is there.', 409, { Item: { id: 1 } });
    },
  },
  {
    name: 'Break',
    handle: async () => {
      throw new TypeError('oops');
    },
  },
];

const lines: string[] = [];
const log = createLog('error', (_level, message) => void lines.push(message));
const door = createJsonDoor(
  { targetPrefix: 'Things_1', version: '1.0', operations, errorNamespace: 'com.amazonaws.things#' },
  { name: 'us' },
  { log, requestId: () => 'r-1' },
);

async function call(operation: string, body = '{}'): Promise<DoorResponse & { readonly json: unknown }> {
  const response = await door({
    method: 'POST',
    url: '/',
    headers: { 'x-amz-target': `Things_1.${operation}` },
    body: Buffer.from(body),
    remoteAddress: '127.0.0.1',
    secure: false,
  });
  return { ...response, json: JSON.parse(String(response.body)) };
}

describe('a JSON service', () => {
  it('answers with the version of its protocol and a request id', async () => {
    const { status, headers, json } = await call('Echo', '{"a": 1}');
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'r-1' });
    expect(json).toEqual({ input: { a: 1 }, by: 'us' });
  });

  it('takes an empty body for {} and answers {} for nothing', async () => {
    expect((await call('Echo', '')).json).toEqual({ input: {}, by: 'us' });
    expect((await call('Nothing')).json).toEqual({});
  });

  it('tells an error by type, message and further members', async () => {
    const { status, headers, json } = await call('Refuse');
    expect(status).toBe(409);
    expect(headers['x-amzn-errortype']).toBe('ConflictException');
    expect(json).toEqual({
      __type: 'com.amazonaws.things#ConflictException',
      message: 'It is there.',
      Item: { id: 1 },
    });
  });

  it.each([
    ['Unknown', '{}', 'UnknownOperationException'],
    ['Echo', '{', 'SerializationException'],
    ['Echo', '[]', 'SerializationException'],
    ['Echo', 'null', 'SerializationException'],
  ])('refuses %s with the body %s', async (operation, body, type) => {
    const { status, json } = await call(operation, body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ __type: `com.amazonaws.things#${type}` });
  });

  it('logs its own faults and tells the client only the request id', async () => {
    const { status, json } = await call('Break');
    expect(status).toBe(500);
    expect(json).toEqual({
      __type: 'com.amazonaws.things#InternalFailure',
      message: 'An internal error occurred (request r-1).',
    });
    expect(lines).toEqual(['Things_1.Break failed: oops']);
  });
});
