import { cpSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLambdaRunner, type FunctionSpec, type LambdaRunnerPorts } from '../../../src/backends/lambda/index.js';
import { createManualClock, systemClock } from '../../../src/lib/clock.js';
import { createLog, silentLog } from '../../../src/lib/log.js';
import { createSeededRandom } from '../../../src/lib/random.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures/functions');
const account = { accountId: '000000000000', region: 'eu-west-1' };

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

function spec(name: string, over: Partial<FunctionSpec> = {}): FunctionSpec {
  return {
    name,
    arn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
    runtime: 'nodejs20.x',
    handler: 'index.handler',
    code: { folder: join(FIXTURES, name) },
    environment: {},
    timeoutSeconds: 3,
    memoryMb: 128,
    place: {},
    ...over,
  };
}

function runner(functions: FunctionSpec[], over: Partial<LambdaRunnerPorts> = {}) {
  const made = createLambdaRunner({
    functions,
    clock: systemClock,
    random: createSeededRandom(),
    log: silentLog,
    account,
    endpointUrl: () => 'http://127.0.0.1:4566',
    ...over,
  });
  open.push(() => made.close());
  const ask = async (functionName: string, event: unknown = {}) => {
    const response = await made.invoke({
      functionName,
      payload: JSON.stringify(event),
      invocationType: 'RequestResponse',
    });
    return { ...response, value: JSON.parse(response.payload) as unknown };
  };
  return { ...made, ask };
}

function temporaryCopy(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'offsync-test-'));
  open.push(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(FIXTURES, name), join(folder, name), { recursive: true });
  return folder;
}

/** Writes a file and makes sure its time differs, however coarse the file system's clock is. */
function edit(file: string, text: string): void {
  writeFileSync(file, text);
  utimesSync(file, new Date(), new Date(Date.now() + 5000));
}

describe('Node functions', () => {
  it('gives the handler its event, context and environment', async () => {
    process.env['OFFSYNC_TEST_SECRET'] = 'not for handlers';
    const { ask } = runner([spec('echo', { environment: { OWN: 'mine', AWS_REGION: 'reserved' } })]);
    const response = await ask('echo', { a: [1, null] });
    expect(response).toMatchObject({ statusCode: 200 });
    expect(response.functionError).toBeUndefined();
    expect(response.value).toEqual({
      event: { a: [1, null] },
      name: 'echo',
      arn: 'arn:aws:lambda:eu-west-1:000000000000:function:echo',
      memory: '128',
      requestId: response.requestId,
      remaining: true,
      env: { region: 'eu-west-1', endpoint: 'http://127.0.0.1:4566', key: 'test', own: 'mine', function: 'echo' },
    });
    expect(response.logTail).toMatch(
      /^START RequestId: \S+ Version: \$LATEST\n.*\tINFO\tseen \{ a: \[ 1, null \] \}\nEND RequestId: \S+\nREPORT .*Memory Size: 128 MB\tInit Duration/s,
    );
  });

  it('answers to every form of the name', async () => {
    const made = runner([spec('echo')]);
    for (const name of ['echo:live', '000000000000:function:echo', `${spec('echo').arn}:7`]) {
      expect((await made.ask(name)).value).toMatchObject({ name: 'echo' });
    }
    expect(made.has('nobody')).toBe(false);
    await expect(made.ask('nobody')).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      status: 404,
      message: 'Function not found: arn:aws:lambda:eu-west-1:000000000000:function:nobody',
    });
  });

  it('hands on the client context', async () => {
    const { invoke } = runner([spec('echo')]);
    const clientContext = Buffer.from('{"custom":{"a":1}}').toString('base64');
    const response = await invoke({
      functionName: 'echo',
      payload: '',
      invocationType: 'RequestResponse',
      clientContext,
    });
    expect(JSON.parse(response.payload)).toMatchObject({ event: {}, client: { custom: { a: 1 } } });
  });

  it('runs ES modules, TypeScript, inline code and nested handlers', async () => {
    const { ask } = runner([
      spec('esm'),
      spec('ts'),
      spec('nested', { handler: 'src/app.deep.handler' }),
      spec('inline', { code: { inline: "exports.handler = async (e) => e.a + require('node:path').sep;" } }),
      spec('inline-esm', { code: { inline: 'export const handler = async (e) => e.a;' } }),
    ]);
    expect((await ask('esm', 1)).value).toEqual({ started: 'top-level await', event: 1 });
    expect((await ask('ts', { word: 'hi' })).value).toEqual({ word: 'HI', path: 'a/b' });
    expect((await ask('nested')).value).toBe('found');
    expect((await ask('inline', { a: 'x' })).value).toBe('x/');
    expect((await ask('inline-esm', { a: 2 })).value).toBe(2);
    expect((await ask('ts', { word: 'boom' })).value).toMatchObject({
      errorType: 'RangeError',
      trace: ['RangeError: from TypeScript', expect.stringMatching(/index\.ts:9/)],
    });
  });

  it('keeps module state in a warm copy, one event at a time', async () => {
    const { ask } = runner([spec('counter')]);
    expect((await ask('counter')).value).toBe(1);
    expect((await ask('counter')).value).toBe(2);
    const both = await Promise.all([ask('counter', { wait: 30 }), ask('counter', { wait: 30 })]);
    // The second found the copy busy and got a new one.
    expect(both.map(({ value }) => value)).toEqual([3, 1]);
  });

  it('lets events wait when all copies are busy', async () => {
    const { ask } = runner([spec('counter')], { limits: { concurrency: 1 } });
    const all = await Promise.all(Array.from({ length: 5 }, () => ask('counter', { wait: 5 })));
    expect(all.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5]);
  });

  it('ends copies that nobody needs', async () => {
    const clock = createManualClock();
    const { ask } = runner([spec('counter')], { clock, limits: { idleMs: 60_000 } });
    expect((await ask('counter')).value).toBe(1);
    clock.advance(59_999);
    expect((await ask('counter')).value).toBe(2);
    clock.advance(60_000);
    expect((await ask('counter')).value).toBe(1);
  });
});

describe('the callback style', () => {
  it.each([
    ['callback', 'called'],
    ['waits', { late: 1 }],
    ['does-not-wait', 'at once'],
    ['succeed', 'succeeded'],
    ['done', 'done'],
    ['nothing', null],
  ])('%s', async (how, value) => {
    const { ask } = runner([spec('callbacks')]);
    expect(await ask('callbacks', { how })).toMatchObject({ value });
  });

  it.each([
    ['error', 'refused'],
    ['fail', 'failed'],
  ])('%s', async (how, errorMessage) => {
    const { ask } = runner([spec('callbacks')]);
    expect(await ask('callbacks', { how })).toMatchObject({
      functionError: 'Unhandled',
      value: { errorType: 'Error', errorMessage },
    });
  });
});

describe('faults of a handler', () => {
  const CASES: [string, unknown][] = [
    ['throws', { errorType: 'CustomException', errorMessage: 'on purpose', trace: expect.any(Array) }],
    ['text', { errorType: 'string', errorMessage: 'only text', trace: [] }],
    [
      'exit',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 7$/),
      },
    ],
    [
      'exitZero',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(/Runtime exited without providing a reason$/),
      },
    ],
    ['memory', { errorType: 'Runtime.OutOfMemory', errorMessage: expect.stringMatching(/signal: killed$/) }],
    ['rejects', { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: nobody looks' }],
    ['uncaught', { errorType: 'TypeError', errorMessage: 'later' }],
    ['circular', { errorType: 'Runtime.MarshalError' }],
    [
      'large',
      {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size (2002 bytes) exceeded maximum allowed payload size (1500 bytes).',
      },
    ],
  ];
  it.each(CASES)('%s: the next event finds a working function', async (fault, expected) => {
    const { ask } = runner([spec('faults')], { limits: { payloadBytes: 1500 } });
    expect(await ask('faults', { fault })).toMatchObject({
      functionError: 'Unhandled',
      statusCode: 200,
      value: expected,
    });
    expect(await ask('faults', { fault: 'nothing' })).toMatchObject({ value: null });
  });

  it('a promise that nobody settles ends with null when nothing is left to run', async () => {
    expect(await runner([spec('faults')]).ask('faults', { fault: 'forgotten' })).toMatchObject({ value: null });
  });

  it.each(['hangs', 'loops'])('%s: the time is up', async (fault) => {
    const clock = createManualClock();
    const lines: string[] = [];
    const log = createLog('info', (_level, line) => {
      lines.push(line);
      if (line.endsWith('about to loop')) clock.advance(3000);
    });
    const { ask } = runner([spec('faults')], { clock, log });
    await ask('faults', { fault: 'nothing' });
    const answer = ask('faults', { fault });
    if (fault === 'hangs') clock.advance(3000);
    expect((await answer).value).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 3\.00 seconds$/),
    });
    expect(await ask('faults', { fault: 'nothing' })).toMatchObject({ value: null });
  });

  it.each([
    [
      'syntax',
      'index.handler',
      { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: expect.stringMatching(/^SyntaxError: /) },
    ],
    [
      'missing-import',
      'index.handler',
      {
        errorType: 'Runtime.ImportModuleError',
        errorMessage: expect.stringMatching(/^Error: Cannot find module 'not-installed'/),
      },
    ],
    [
      'echo',
      'other.handler',
      {
        errorType: 'Runtime.ImportModuleError',
        errorMessage: expect.stringMatching(/^Error: Cannot find module 'other'/),
      },
    ],
    [
      'no-export',
      'index.handler',
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
    ],
    [
      'no-export',
      'index.value',
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.value is not a function' },
    ],
    ['init-throws', 'index.handler', { errorType: 'RangeError', errorMessage: 'at start' }],
    ['echo', 'index', { errorType: 'Runtime.MalformedHandlerName', errorMessage: 'Bad handler' }],
  ])('%s with %s does not start', async (name, handler, expected) => {
    expect(await runner([spec(name, { handler })]).ask(name)).toMatchObject({
      functionError: 'Unhandled',
      value: expected,
    });
  });

  it('refuses runtimes it does not have, by name', async () => {
    await expect(runner([spec('echo', { runtime: 'java21' })]).ask('echo')).rejects.toMatchObject({
      code: 'InvalidRuntimeException',
      message: expect.stringContaining('java21'),
    });
  });

  it('refuses events that are too large', async () => {
    const { invoke } = runner([spec('echo')]);
    const payload = JSON.stringify('x'.repeat(6 * 1024 * 1024));
    await expect(invoke({ functionName: 'echo', payload, invocationType: 'RequestResponse' })).rejects.toMatchObject({
      status: 413,
      message: '6291458 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)',
    });
  });
});

describe('events nobody waits for', () => {
  it('are accepted at once and tried three times', async () => {
    const clock = createManualClock();
    let told: () => void = () => {};
    let failures = 0;
    const log = createLog('warn', (_level, line) => {
      if (line.startsWith('faults failed')) failures += 1;
      told();
    });
    const failed = (): Promise<void> =>
      new Promise((resolve) => {
        told = resolve;
      });
    const { invoke } = runner([spec('faults')], { clock, log });
    let next = failed();
    const accepted = await invoke({ functionName: 'faults', payload: '{"fault":"throws"}', invocationType: 'Event' });
    expect(accepted).toMatchObject({ statusCode: 202, payload: '' });
    for (const delay of [60_000, 120_000]) {
      await next;
      // The answer of a failed event settles in the turn after its log line.
      await new Promise((resolve) => setImmediate(resolve));
      next = failed();
      clock.advance(delay);
    }
    await next;
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1e9);
    expect(failures).toBe(3);
  });

  it('DryRun runs nothing', async () => {
    const { invoke } = runner([spec('faults')]);
    expect(await invoke({ functionName: 'faults', payload: '{}', invocationType: 'DryRun' })).toMatchObject({
      statusCode: 204,
    });
  });
});

describe('changed code', () => {
  it('a changed file, also one that the handler requires, starts a new copy', async () => {
    const folder = temporaryCopy('counter');
    const { ask } = runner([spec('counter', { code: { folder: join(folder, 'counter') } })]);
    await ask('counter');
    expect((await ask('counter')).value).toBe(2);
    edit(join(folder, 'counter/step.js'), 'exports.step = 10;');
    expect((await ask('counter')).value).toBe(10);
    edit(join(folder, 'counter/index.js'), "exports.handler = async () => 'new';");
    expect((await ask('counter')).value).toBe('new');
  });

  it('a TypeScript file that the handler imports', async () => {
    const folder = temporaryCopy('ts');
    const { ask } = runner([spec('ts', { code: { folder: join(folder, 'ts') } })]);
    expect((await ask('ts', { word: 'a' })).value).toMatchObject({ word: 'A' });
    edit(join(folder, 'ts/lib/shout.ts'), 'export const shout = (word: string): string => `${word}!`;');
    expect((await ask('ts', { word: 'a' })).value).toMatchObject({ word: 'a!' });
  });

  it('copies that start at the same time serve the same code', async () => {
    const { ask } = runner([spec('counter')]);
    const first = ask('counter', { wait: 200 });
    await ask('counter', { wait: 1 });
    expect((await ask('counter')).value).toBe(2);
    expect((await first).value).toBe(1);
  });

  it('a broken file heals when it is mended', async () => {
    const folder = temporaryCopy('syntax');
    const { ask } = runner([spec('syntax', { code: { folder: join(folder, 'syntax') } })]);
    expect(await ask('syntax')).toMatchObject({ functionError: 'Unhandled' });
    edit(join(folder, 'syntax/index.js'), 'exports.handler = async () => 1;');
    expect(await ask('syntax')).toMatchObject({ value: 1 });
  });

  it('swap keeps what did not change, and lets events under way finish', async () => {
    const made = runner([spec('counter'), spec('echo')]);
    await made.ask('counter');
    await made.ask('echo');
    const underWay = made.ask('echo');
    made.swap([spec('counter'), spec('echo', { environment: { OWN: 'new' } })]);
    expect((await underWay).value).toMatchObject({ env: { key: 'test' } });
    expect((await made.ask('counter')).value).toBe(2);
    expect((await made.ask('echo')).value).toMatchObject({ env: { own: 'new' } });
    made.swap([]);
    expect(made.has('counter')).toBe(false);
    made.swap([spec('counter')]);
    expect((await made.ask('counter')).value).toBe(1);
    made.refresh('counter');
    expect((await made.ask('counter')).value).toBe(1);
  });

  it('a folder that appears or goes is seen at once', async () => {
    const folder = temporaryCopy('echo');
    const made = runner([], { functionsDir: folder });
    expect((await made.ask('echo')).value).toMatchObject({ name: 'echo' });
    expect(made.has('counter')).toBe(false);
    cpSync(join(FIXTURES, 'counter'), join(folder, 'counter'), { recursive: true });
    expect((await made.ask('counter')).value).toBe(1);
    expect(made.list().map(({ name }) => name)).toEqual(['counter', 'echo']);
    rmSync(join(folder, 'echo'), { recursive: true });
    await expect(made.ask('echo')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(made.has('../counter')).toBe(false);
  });
});

describe('Python functions', () => {
  const py = (over: Partial<FunctionSpec> = {}) => spec('py', { runtime: 'python3.12', ...over });

  it('run with event, context and environment', async () => {
    const { ask } = runner([py()]);
    const response = await ask('py', { a: 'ü' });
    expect(response.value).toEqual({
      event: { a: 'ü' },
      count: 1,
      name: 'py',
      requestId: response.requestId,
      remaining: true,
      region: 'eu-west-1',
    });
    expect(response.logTail).toContain("\nseen {'a': 'ü'}\nEND ");
    expect((await ask('py')).value).toMatchObject({ count: 2 });
  });

  it('inline', async () => {
    const { ask } = runner([py({ code: { inline: 'def handler(event, context):\n    return event["a"]\n' } })]);
    expect((await ask('py', { a: 5 })).value).toBe(5);
  });

  it.each([
    [
      'raise',
      {
        errorType: 'ValueError',
        errorMessage: 'on purpose',
        stackTrace: [expect.stringContaining('raise ValueError')],
      },
    ],
    ['exit', { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 3') }],
    ['set', { errorType: 'Runtime.MarshalError' }],
  ])('%s', async (fault, expected) => {
    const { ask } = runner([py()]);
    expect(await ask('py', { fault })).toMatchObject({ functionError: 'Unhandled', value: expected });
    expect((await ask('py')).functionError).toBeUndefined();
  });

  it('time out', async () => {
    const clock = createManualClock();
    const log = createLog('info', (_level, line) => {
      if (line.includes("'hang'")) clock.advance(3000);
    });
    expect((await runner([py()], { clock, log }).ask('py', { fault: 'hang' })).value).toMatchObject({
      errorType: 'Sandbox.Timedout',
    });
  });

  it.each([
    [
      'nothing.handler',
      {
        errorType: 'Runtime.ImportModuleError',
        errorMessage: "Unable to import module 'nothing': No module named 'nothing'",
      },
    ],
    [
      'index.nobody',
      { errorType: 'Runtime.HandlerNotFound', errorMessage: "Handler 'nobody' missing on module 'index'" },
    ],
  ])('%s does not start', async (handler, expected) => {
    expect(await runner([py({ handler })]).ask('py')).toMatchObject({ functionError: 'Unhandled', value: expected });
  });
});
