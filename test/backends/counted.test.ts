// Backends that count what is asked of them pass everything on as it came.
import { expect, it } from 'vitest';
import { countDynamoDb, countDynamoDbDoor, countLambda, createDynamoDbCounts } from '../../src/backends/counted.js';
import type { LambdaBackend } from '../../src/backends/lambda-port.js';
import { createMetrics } from '../../src/lib/metrics.js';

const samples = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

it('operations of tables, by the port and by the wire', () => {
  const metrics = createMetrics();
  const counts = createDynamoDbCounts(metrics);
  const backend = countDynamoDb({ call: (operation) => ({ operation }) }, counts);
  expect(backend.call('GetItem', {})).toEqual({ operation: 'GetItem' });
  const door = countDynamoDbDoor(() => ({ status: 200, headers: {}, body: 'x' }), counts);
  const ask = (headers: Record<string, string>) =>
    door({ method: 'POST', url: '/', headers, body: new Uint8Array(), remoteAddress: '', secure: false });
  expect(ask({ 'x-amz-target': 'DynamoDB_20120810.GetItem' })).toMatchObject({ body: 'x' });
  ask({});
  for (let index = 0; index < 500; index++) ask({ 'x-amz-target': `DynamoDB_20120810.Made${index}` });
  const lines = samples(metrics.text());
  expect(lines).toContain('offsync_dynamodb_operations_total{operation="GetItem"} 2');
  expect(lines.length).toBeLessThanOrEqual(201);
});

it('invocations, by what became of them', async () => {
  const metrics = createMetrics();
  const answers: LambdaBackend['invoke'][] = [
    async () => ({ statusCode: 200, payload: '1', logTail: '' }),
    async () => ({ statusCode: 200, payload: '{}', logTail: '', functionError: 'Unhandled' }),
    () => Promise.reject(new Error('no such function')),
  ];
  const backend = countLambda({ invoke: (request) => answers.shift()!(request), has: () => true }, metrics);
  const invoke = (functionName: string) =>
    backend.invoke({ functionName, payload: '{}', invocationType: 'RequestResponse' });
  expect((await invoke('a')).payload).toBe('1');
  await invoke('arn:aws:lambda:us-east-1:000000000000:function:a:live');
  await expect(invoke('b')).rejects.toThrow('no such function');
  expect(samples(metrics.text())).toEqual([
    'offsync_lambda_invocations_total{function="a",outcome="success"} 1',
    'offsync_lambda_invocations_total{function="a",outcome="error"} 1',
    'offsync_lambda_invocations_total{function="b",outcome="refused"} 1',
  ]);
});
