// The command line as a person types it: slips, which app is meant, and the commands that the README shows.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { nearestName } from '../../src/cli/nearest-name.js';
import { run } from '../../src/cli/program.js';
import { EMPTY_DEFINITION } from '../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../src/emulator.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = readFileSync(`${ROOT}README.md`, 'utf8');

let out = '';
let err = '';
beforeEach(() => {
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
});

describe('a slip', () => {
  it('names the nearest command', async () => {
    expect(await run(['exprot', 'all.jsonl'])).toBe(2);
    expect(err).toBe("error: There is neither a command nor a file or folder 'exprot'. Did you mean offsync export?\n");
    err = '';
    expect(await run(['nosuch'])).toBe(2);
    expect(err).toMatch(/folder 'nosuch'\. The commands are start, validate, .*curl\.\n$/);
  });

  it('is none where a path is meant', async () => {
    expect(await run(['./nosuch'])).toBe(1);
    expect(err).toBe('error PATH_NOT_FOUND nosuch There is no such file or folder.\n');
  });

  it('is near when a third of its letters are', () => {
    const names = ['start', 'validate', 'export', 'import', 'workflow'];
    const near = ['strat', 'statr', 'valdiate', 'exprt', 'wrkflows', 'val', 'x', 'deploy'];
    expect(near.map((word) => nearestName(word, names))).toEqual([
      'start',
      'start',
      'validate',
      'export',
      'workflow',
      'validate',
      undefined,
      undefined,
    ]);
  });
});

describe('the app that is asked', () => {
  let app: Emulator;
  beforeAll(async () => {
    app = await createEmulator({ definition: EMPTY_DEFINITION, port: 0 });
  });
  afterAll(() => app.close());

  it.each([
    ['export', '-'],
    ['workflow', 'list'],
    ['curl', '/_offsync/health'],
  ])('by %s is at --port or --url', async (...command) => {
    expect(await run([...command, '--port', new URL(app.url).port])).toBe(0);
    expect(await run([...command, '--url', app.url])).toBe(0);
    expect(await run([...command, '--port', '1'])).toBe(1);
    expect(err).toMatch(/Nothing answers at http:\/\/localhost:1\b/);
    expect(await run([...command, '--port', '1', '--url', app.url])).toBe(2);
    expect(await run([...command, '--port', 'x'])).toBe(2);
    expect(await run([...command, '--url', 'localhost:4566'])).toBe(2);
  });

  it('by import is, too', async () => {
    const file = `${ROOT}seeds/products.json`;
    expect(await run(['import', file, '--table', 'products', '--port', new URL(app.url).port])).toBe(1);
    expect(err).toBe('error: There is no table products. The app has none.\n');
  });
});

describe('the README', () => {
  const commands = [...README.matchAll(/(?:`|^)(?:npx )?offsync ((?:evaluate|validate)\b[^`\n[#]*)/gm)].map(
    ([, line]) => line!.trim().split(/\s+/),
  );

  it('shows commands that run in a fresh clone', async () => {
    expect(commands.map(([name]) => name)).toEqual(expect.arrayContaining(['evaluate', 'validate']));
    for (const command of commands) expect([command, await run(command), err]).toEqual([command, 0, '']);
    expect(out).toContain('"operation":"GetItem"');
  });

  it('names every command', async () => {
    await run(['--help']);
    const names = [...out.matchAll(/^ {2}([a-z]+) (?=.* {2})/gm)]
      .map(([, name]) => name!)
      .filter((name) => name !== 'help');
    expect(names).toContain('workflow');
    for (const name of names) expect(README).toContain(`offsync ${name}`);
  });
});
