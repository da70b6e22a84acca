import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLambdaRunner } from '../../src/backends/lambda/index.js';
import type { FunctionDefinition } from '../../src/definition/model.js';
import { start } from '../../src/lambda/index.js';
import { systemClock } from '../../src/lib/clock.js';
import { silentLog } from '../../src/lib/log.js';
import { createSeededRandom } from '../../src/lib/random.js';

const FIXTURES = join(import.meta.dirname, '../fixtures/functions');
const account = { accountId: '000000000000', region: 'us-east-1' };

const definition = (name: string): FunctionDefinition => ({
  name,
  arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  runtime: 'nodejs20.x',
  handler: 'index.handler',
  code: { folder: join(FIXTURES, name) },
  environment: { A: '1' },
  timeoutSeconds: 3,
  memoryMb: 128,
  place: {},
});

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

function wing() {
  const program = { functions: ['echo', 'faults'].map(definition) };
  const common = { clock: systemClock, random: createSeededRandom(), log: silentLog, account };
  const lambda = createLambdaRunner({ ...common, ...program, functionsDir: FIXTURES, endpointUrl: () => 'http://x' });
  open.push(() => lambda.close());
  const made = start(program, { ...common, lambda });
  const call = async (method: string, path: string, body = '', headers: Record<string, string> = {}) => {
    const response = await made.doors.rest({
      method,
      url: `/2015-03-31/functions${path}`,
      headers,
      body: Buffer.from(body),
      remoteAddress: '127.0.0.1',
      secure: false,
    });
    const text = String(response.body);
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return { ...made, call };
}

describe('Invoke', () => {
  it('answers with the result, the version and, when asked, the log', async () => {
    const { call } = wing();
    const answer = await call('POST', '/echo/invocations', '{"a":1}', { 'x-amz-log-type': 'Tail' });
    expect(answer).toMatchObject({
      status: 200,
      body: { event: { a: 1 } },
      headers: { 'x-amz-executed-version': '$LATEST' },
    });
    expect(answer.headers['x-amzn-requestid']).toBe(answer.body.requestId);
    expect(Buffer.from(answer.headers['x-amz-log-result']!, 'base64').toString()).toMatch(
      /^START .*\nEND .*\nREPORT /s,
    );
    expect(answer.headers['x-amz-function-error']).toBeUndefined();
    expect((await call('POST', '/echo/invocations')).headers['x-amz-log-result']).toBeUndefined();
  });

  it('takes an ARN, percent-encoded', async () => {
    const arn = encodeURIComponent(definition('echo').arn);
    expect(await wing().call('POST', `/${arn}/invocations`)).toMatchObject({ status: 200, body: { event: {} } });
  });

  it('tells a fault of the handler in a header', async () => {
    expect(await wing().call('POST', '/faults/invocations', '{"fault":"throws"}')).toMatchObject({
      status: 200,
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: { errorType: 'CustomException' },
    });
  });

  it('accepts events and dry runs', async () => {
    const { call } = wing();
    expect(await call('POST', '/echo/invocations', '{}', { 'x-amz-invocation-type': 'Event' })).toMatchObject({
      status: 202,
      body: undefined,
    });
    expect(await call('POST', '/echo/invocations', '{}', { 'x-amz-invocation-type': 'DryRun' })).toMatchObject({
      status: 204,
      body: undefined,
    });
  });

  it('refuses in AWS’s words', async () => {
    const { call } = wing();
    expect(await call('POST', '/nobody/invocations', '{}')).toMatchObject({
      status: 404,
      headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
      body: { Type: 'User', Message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody' },
    });
    expect(await call('POST', '/echo/invocations', '{')).toMatchObject({
      status: 400,
      headers: { 'x-amzn-errortype': 'InvalidRequestContentException' },
      body: { Type: 'User', message: expect.stringMatching(/^Could not parse request body into json: /) },
    });
    expect(await call('POST', '/echo/invocations', `"${'x'.repeat(6 * 1024 * 1024)}"`)).toMatchObject({ status: 413 });
    expect(await call('POST', '/echo/invocations', '{}', { 'x-amz-invocation-type': 'Odd' })).toMatchObject({
      status: 400,
    });
    expect(await call('DELETE', '/echo')).toMatchObject({
      status: 501,
      body: { Message: expect.stringContaining('DELETE /2015-03-31/functions/echo') },
    });
  });
});

describe('what is known of functions', () => {
  it('GetFunction and GetFunctionConfiguration', async () => {
    const { call } = wing();
    const configuration = {
      FunctionName: 'echo',
      FunctionArn: definition('echo').arn,
      Runtime: 'nodejs20.x',
      Timeout: 3,
      Environment: { Variables: { A: '1' } },
    };
    expect(await call('GET', '/echo')).toMatchObject({ status: 200, body: { Configuration: configuration } });
    expect(await call('GET', '/echo/configuration')).toMatchObject({ status: 200, body: configuration });
    expect(await call('GET', '/nobody')).toMatchObject({ status: 404 });
  });

  it('ListFunctions has those of the app and of the folder', async () => {
    const { call, swap } = wing();
    const names = async () =>
      (await call('GET', '')).body.Functions.map((one: { FunctionName: string }) => one.FunctionName);
    expect(await names()).toEqual(expect.arrayContaining(['echo', 'faults', 'counter']));
    swap({ functions: [] });
    expect(await call('GET', '/py')).toMatchObject({ body: { Configuration: { Runtime: 'python3.12' } } });
  });
});
