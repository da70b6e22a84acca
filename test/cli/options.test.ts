// The flags of `offsync start`: what they come to, and the one line for each that can't be meant.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStartFlags, type StartFlags } from '../../src/cli/options.js';
import { UsageError } from '../../src/cli/usage-error.js';

const DEFAULTS: StartFlags = {
  host: '127.0.0.1',
  dataDir: '.offsync',
  durability: 'power',
  env: [],
  parameter: [],
  logLevel: 'info',
};
const read = (flags: Partial<StartFlags> = {}, environment = {}, terminal = false) =>
  readStartFlags({ ...DEFAULTS, ...flags }, environment, terminal);

let folder: string;
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'offsync-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('flags', () => {
  it('trust as many proxies as they say, one when they say no number, none without the flag', () => {
    expect(read().trustProxy).toBe(0);
    expect(read({ trustProxy: true }).trustProxy).toBe(1);
    expect(read({ trustProxy: '2' }).trustProxy).toBe(2);
    for (const trustProxy of ['0', '-1', 'all', '10.0.0.1', '1.5'])
      expect(() => read({ trustProxy })).toThrow(UsageError);
  });

  it('have defaults', () => {
    expect(read()).toMatchObject({
      port: 4566,
      dataDir: '.offsync',
      durability: 'power',
      watch: false,
      logLevel: 'info',
      tls: undefined,
      allowAws: false,
      strictCredentials: false,
      issuerKeys: {},
    });
    expect(Object.isFrozen(read())).toBe(true);
  });

  it('watch where there is a terminal, unless they say otherwise', () => {
    expect([read({}, {}, true).watch, read({ watch: false }, {}, true).watch, read({ watch: true }).watch]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('keep nothing with --ephemeral', () => {
    expect(read({ ephemeral: true }).dataDir).toBeUndefined();
  });

  it('lay --env over the environment; values may hold =', () => {
    expect(read({ env: ['A=1=2', 'B='] }, { A: '0', C: 'c', D: undefined }).env).toEqual({ A: '1=2', B: '', C: 'c' });
  });

  it('lay --parameter over --param-file, in either of its forms', () => {
    const plain = file('plain.json', '{"Stage": "ci", "Count": 3}');
    const cloud = file('cloud.json', '[{"ParameterKey": "Stage", "ParameterValue": "prod"}]');
    expect(read({ paramFile: plain, parameter: ['Stage=dev'] }).parameters).toEqual({ Stage: 'dev', Count: '3' });
    expect(read({ paramFile: cloud }).parameters).toEqual({ Stage: 'prod' });
  });

  it('read the certificate and its key', () => {
    expect(read({ tlsCert: file('cert.pem', 'C'), tlsKey: file('key.pem', 'K') }).tls).toEqual({ cert: 'C', key: 'K' });
  });
});

describe('a flag that can not be meant', () => {
  it.each<[string, Partial<StartFlags>, RegExp]>([
    ['a port that is no number', { port: 'web' }, /^--port takes a number from 0 to 65535, not 'web'\.$/],
    ['a port too high', { port: '65536' }, /--port/],
    ['a negative port', { port: '-1' }, /--port/],
    ['a pair without =', { env: ['STAGE'] }, /^--env takes KEY=VALUE, not 'STAGE'\.$/],
    ['a pair without a name', { parameter: ['=x'] }, /^--parameter takes KEY=VALUE/],
    ['a log level', { logLevel: 'loud' }, /^--log-level takes one of debug, info, warn, error, not 'loud'\.$/],
    ['a durability', { durability: 'none' }, /^--durability takes process or power/],
    ['a certificate alone', { tlsCert: 'x' }, /belong together/],
    [
      'a certificate that is not there',
      { tlsCert: '/nowhere', tlsKey: '/nowhere' },
      /--tls-cert: There is no file \/nowhere\./,
    ],
    ['a parameter file that is not there', { paramFile: '/nowhere' }, /--param-file: There is no file \/nowhere\./],
  ])('%s', (_name, flags, message) => {
    expect(() => read(flags)).toThrow(UsageError);
    expect(() => read(flags)).toThrow(message);
  });

  it('a parameter file of another form', () => {
    for (const text of ['7', 'no json', '[{"Key": "a"}]', '["a"]'])
      expect(() => read({ paramFile: file('odd.json', text) }), text).toThrow(/is neither/);
  });
});
