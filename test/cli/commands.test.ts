// The banner and the ready file, `validate` and `evaluate`, run in this process with their output caught.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bannerLines, readyDocument } from '../../src/cli/banner.js';
import { evaluate } from '../../src/cli/evaluate.js';
import { readStartFlags } from '../../src/cli/options.js';
import { start } from '../../src/cli/start.js';
import { validate } from '../../src/cli/validate.js';
import { startApp } from '../../src/index.js';
import { createManualClock } from '../../src/lib/clock.js';
import { type Diagnostic, formatDiagnostic } from '../../src/lib/diagnostics.js';

const APPS = fileURLToPath(new URL('../fixtures/apps/', import.meta.url));

let out = '';
let err = '';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offsync-'));
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('what start-up tells', () => {
  it('is a document with every address, key and name', async () => {
    const app = await startApp({ app: `${APPS}schema-only`, clock: createManualClock(Date.UTC(2026, 0, 1)) });
    expect(readyDocument(app, 42)).toEqual({
      url: 'http://localhost:4566',
      pid: 42,
      apis: [
        {
          id: expect.stringMatching(/^[a-z0-9]{26}$/),
          name: 'schema-only',
          graphqlUrl: 'http://localhost:4566/graphql',
          realtimeUrl: 'ws://localhost:4566/graphql/realtime',
          authTypes: ['API_KEY'],
          apiKeys: [{ id: expect.stringMatching(/^da2-/), expires: Date.UTC(2026, 0, 8) / 1000 }],
        },
      ],
      outputs: {},
      userPools: [],
      tables: [],
      functions: [],
      stateMachines: [],
    });
    const lines = bannerLines(app, [{ code: 'ODD', severity: 'warning', message: 'is odd', place: {} }], 12.4).join(
      '\n',
    );
    expect(lines).toContain('offsync serves http://localhost:4566 (ready in 12 ms)');
    expect(lines).toContain(`${app.apis[0]!.apiKeys[0]!.id} (until 2026-01-08T00:00Z)`);
    expect(lines).toContain('-d \'{"query":"{ __typename }"}\'');
    expect(lines).toContain('warning ODD is odd');
    await app.close();
  });
});

describe('offsync validate', () => {
  const settings = { env: {}, parameters: {}, json: false };

  it('ends with 0 when there is no error', async () => {
    expect(await validate(`${APPS}schema-only`, settings)).toBe(0);
    expect(out).toContain('0 errors');
  });

  it('lists every diagnostic with its place, and ends with 1', async () => {
    expect(await validate(`${APPS}faults-app`, settings)).toBe(1);
    expect(out.split('\n').filter((line) => line.startsWith('error ')).length).toBeGreaterThan(1);
    expect(out).toMatch(/faults-app\/\S+:\d+/);
  });

  it('prints JSON', async () => {
    expect(await validate(`${APPS}faults-app`, { ...settings, json: true })).toBe(1);
    const { errors, diagnostics } = JSON.parse(out) as { errors: number; diagnostics: { severity: string }[] };
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toHaveLength(errors);
  });
});

describe('offsync evaluate', () => {
  const settings = { context: undefined, function: 'request', json: false, sandbox: 'vm' };

  it('prints what a handler gives', async () => {
    const code = file(
      'a.js',
      'export function request(ctx) { return { id: ctx.args.id } } export function response() {}',
    );
    const context = file('context.json', '{"arguments": {"id": "7"}}');
    expect(await evaluate(code, { ...settings, context })).toBe(0);
    expect(JSON.parse(out)).toEqual({ id: '7' });
  });

  it('prints what a template renders', async () => {
    const template = file('a.vtl', '{"id": "$ctx.args.id"}');
    expect(await evaluate(template, { ...settings, context: file('context.json', '{"arguments": {"id": "7"}}') })).toBe(
      0,
    );
    expect(JSON.parse(out)).toEqual({ id: '7' });
  });

  it('shows the place of a template that does not parse, or fails', async () => {
    expect(await evaluate(file('bad.vtl', '#set($a = 1)\n#if($a in)x#end\n'), settings)).toBe(1);
    expect(err).toMatch(/error: Encountered "in" at velocity\[line 2, column 8\]/);
    expect(err).toMatch(/> {4}2 \| #if\(\$a in\)x#end\n {7}\| {8}\^\n/);
    err = '';
    expect(await evaluate(file('bad.vtl', '{\n  "a": "$util.time.nowISO8601().charAt(99)"\n}'), settings)).toBe(1);
    expect(err).toMatch(/StringIndexOutOfBoundsException.*\n {5}1 \| \{\n> {4}2 \| {3}"a": /);
  });

  it('shows where a rendered text is not the JSON that AppSync reads', async () => {
    expect(await evaluate(file('bad.vtl', '#set($n = 7)\n{\n  "id": "a$n",\n  name: $n\n}\n'), settings)).toBe(1);
    expect(out).toBe('{\n  "id": "a7",\n  name: 7\n}\n\n');
    expect(err).toBe(
      [
        'error: Unable to convert the rendered text to Object.',
        '     1 | {',
        '     2 |   "id": "a7",',
        '>    3 |   name: 7',
        '       |   ^',
        '     4 | }',
        '     5 | ',
        '',
      ].join('\n'),
    );
    err = '';
    expect(await evaluate(file('twice.vtl', '{"a": 1, "a": 2}'), settings)).toBe(1);
    expect(err).toContain("Duplicate field 'a' detected on Object.");
    err = '';
    expect(await evaluate(file('empty.vtl', '#set($a = 1)'), settings)).toBe(1);
    expect(err).toContain('Template transformation yielded an empty response.');
    expect(await evaluate(file('comma.vtl', '{"a": 1,}'), settings)).toBe(0);
  });

  it('shows the lines around code that is refused', async () => {
    const code = file(
      'bad.js',
      'export function request(ctx) {\n  const a = 1;\n  while (true) {}\n}\nexport function response() {}\n',
    );
    expect(await evaluate(code, settings)).toBe(1);
    expect(err).toMatch(/>\s+3 \| {3}while \(true\) \{\}/);
    expect(err).toMatch(/\n\s+\|\s+\^/);
  });

  it('ends with 1 for an error of the code', async () => {
    const code = file(
      'a.js',
      "import { util } from '@aws-appsync/utils'; export function request() { util.error('No', 'Kind') } export function response() {}",
    );
    expect(await evaluate(code, settings)).toBe(1);
    expect(err).toContain('No');
  });

  it('runs code in QuickJS when asked', async () => {
    const code = file('a.js', 'export function request(ctx) { return ctx.args.a.b; } export function response() {}');
    expect(await evaluate(code, settings)).toBe(1);
    expect(err).toContain('Cannot read properties of undefined');
    err = '';
    expect(await evaluate(code, { ...settings, sandbox: 'quickjs' })).toBe(1);
    expect(err).toContain('cannot read property');
    await expect(evaluate(code, { ...settings, sandbox: 'jail' })).rejects.toThrow('--sandbox takes vm or quickjs');
  });

  it('says which file is not there', async () => {
    await expect(evaluate('/nowhere.js', settings)).rejects.toThrow('There is no file /nowhere.js.');
  });

  it('takes TypeScript', async () => {
    const code = file(
      'a.ts',
      'export function request(ctx: { args: { id: string } }) { const id: string = "x"; return { id } }\nexport function response() {}\n',
    );
    expect(await evaluate(code, settings)).toBe(0);
    expect(JSON.parse(out)).toEqual({ id: 'x' });
  });
});

describe('start', () => {
  it('ends with 1 when nobody watches and an API can not be served', async () => {
    mkdirSync(join(folder, 'schema'));
    file('schema/main.graphql', 'type Query {\n  a(x: Int!: String\n}\n');
    const flags = {
      port: '0',
      host: '127.0.0.1',
      dataDir: folder,
      ephemeral: true,
      durability: 'process',
      logLevel: 'error',
    };
    const settings = readStartFlags({ ...flags, env: [], parameter: [], watch: false }, {}, false);
    expect(await start(folder, settings)).toBe(1);
    expect(err).toMatch(/error SCHEMA_SYNTAX .*main\.graphql:2:12/);
    expect(out).not.toContain('offsync serves');
  });

  it('tells everything that is wrong with an app that can not be loaded, as validate does', async () => {
    const app = `${APPS}faults-app`;
    await validate(app, { env: {}, parameters: {}, json: true });
    const { diagnostics } = JSON.parse(out) as { diagnostics: Diagnostic[] };
    expect(diagnostics.map(({ code }) => code)).toContain('RESOLVER_UNKNOWN_FIELD');
    err = '';
    const flags = { port: '0', host: '127.0.0.1', dataDir: folder, ephemeral: true, durability: 'process' };
    const settings = readStartFlags({ ...flags, logLevel: 'error', env: [], parameter: [], watch: false }, {}, false);
    expect(await start(app, settings)).toBe(1);
    expect(err.trimEnd().split('\n')).toEqual(diagnostics.map(formatDiagnostic));
  });
});
