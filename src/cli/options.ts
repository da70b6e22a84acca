// The flags of `offsync start` (and of `validate`, which loads an app alike) and what they mean: read once here, checked, frozen, passed on as plain values.
import { isObject, tryParse } from '../lib/json.js';
import { LOG_LEVELS, type LogLevel } from '../lib/log.js';
import { readText } from './files.js';
import { UsageError } from './usage-error.js';

/** What every command that loads an app takes. */
export interface AppFlags {
  readonly env: readonly string[];
  readonly parameter: readonly string[];
  readonly paramFile?: string;
}

export interface AppSettings {
  readonly env: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface StartFlags extends AppFlags {
  readonly port?: string;
  readonly host: string;
  readonly dataDir: string;
  readonly ephemeral?: boolean;
  readonly durability: string;
  readonly functions?: string;
  readonly watch?: boolean;
  readonly jsonLogs?: boolean;
  readonly logLevel: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly allowAws?: boolean;
  readonly strictCredentials?: boolean;
  readonly issuerKeys?: readonly string[];
  readonly trustProxy?: string | true;
  readonly readyFile?: string;
}

export interface StartSettings extends AppSettings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string | undefined;
  readonly durability: 'process' | 'power';
  readonly functionsDir: string | undefined;
  readonly watch: boolean;
  readonly jsonLogs: boolean;
  readonly logLevel: LogLevel;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly allowAws: boolean;
  readonly strictCredentials: boolean;
  readonly issuerKeys: Readonly<Record<string, string>>;
  readonly trustProxy: number;
  readonly readyFile: string | undefined;
}

/** The `iss` of a pool: `eu-west-1_Abc123` names its region. */
export function poolIssuer(pool: string): string {
  const region = /^([a-z0-9-]+)_[A-Za-z0-9]+$/.exec(pool)?.[1];
  if (region === undefined) throw new UsageError(`A user pool's id is like us-east-1_Abc123, not '${pool}'.`);
  return `https://cognito-idp.${region}.amazonaws.com/${pool}`;
}

/** `KEY=VALUE` pairs; a value may hold further `=`. */
function pairs(flag: string, given: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const text of given) {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`${flag} takes KEY=VALUE, not '${text}'.`);
    values[text.slice(0, at)] = text.slice(at + 1);
  }
  return values;
}

/** Values from `{"Name": "value"}` or CloudFormation's `[{"ParameterKey": ..., "ParameterValue": ...}]`. */
function parameterFile(file: string): Record<string, string> {
  const parsed = tryParse(readText(file, '--param-file'));
  const entries: [unknown, unknown][] = Array.isArray(parsed)
    ? parsed.map((one) => (isObject(one) ? [one['ParameterKey'], one['ParameterValue']] : [undefined, undefined]))
    : isObject(parsed)
      ? Object.entries(parsed)
      : [[undefined, undefined]];
  const values: Record<string, string> = {};
  for (const [name, value] of entries) {
    if (typeof name !== 'string')
      throw new UsageError(
        `--param-file ${file} is neither {"Name": "value"} nor a list of ParameterKey and ParameterValue.`,
      );
    values[name] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return values;
}

/** By `iss`; a user pool may be named by its id: `us-east-1_Abc123=keys.json`. */
function issuerKeys(given: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pairs('--issuer-keys', given)).map(([issuer, keys]) => [
      issuer.includes('/') ? issuer : poolIssuer(issuer),
      keys,
    ]),
  );
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65535, not '${text}'.`);
  return number;
}

/** How many proxies stand in front: 1 when the flag says no number. */
function proxies(given: string | true | undefined): number {
  if (given === undefined) return 0;
  if (given === true) return 1;
  if (!/^[1-9]\d?$/.test(given)) throw new UsageError(`--trust-proxy takes a number of proxies, not '${given}'.`);
  return Number(given);
}

/** The environment and the parameters an app is loaded with. */
export function readAppFlags(flags: AppFlags, environment: Readonly<Record<string, string | undefined>>): AppSettings {
  const inherited: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) inherited[name] = value;
  return {
    env: { ...inherited, ...pairs('--env', flags.env) },
    parameters: {
      ...(flags.paramFile === undefined ? {} : parameterFile(flags.paramFile)),
      ...pairs('--parameter', flags.parameter),
    },
  };
}

export function readStartFlags(
  flags: StartFlags,
  environment: Readonly<Record<string, string | undefined>>,
  terminal: boolean,
): StartSettings {
  if (!LOG_LEVELS.includes(flags.logLevel as LogLevel))
    throw new UsageError(`--log-level takes one of ${LOG_LEVELS.join(', ')}, not '${flags.logLevel}'.`);
  if (flags.durability !== 'process' && flags.durability !== 'power')
    throw new UsageError(`--durability takes process or power, not '${flags.durability}'.`);
  if ((flags.tlsCert === undefined) !== (flags.tlsKey === undefined))
    throw new UsageError('--tls-cert and --tls-key belong together.');
  return Object.freeze({
    port: port(flags.port ?? '4566'),
    host: flags.host,
    dataDir: flags.ephemeral ? undefined : flags.dataDir,
    durability: flags.durability,
    ...readAppFlags(flags, environment),
    functionsDir: flags.functions,
    watch: flags.watch ?? terminal,
    jsonLogs: flags.jsonLogs ?? false,
    logLevel: flags.logLevel as LogLevel,
    tls:
      flags.tlsCert === undefined || flags.tlsKey === undefined
        ? undefined
        : { cert: readText(flags.tlsCert, '--tls-cert'), key: readText(flags.tlsKey, '--tls-key') },
    allowAws: flags.allowAws ?? false,
    strictCredentials: flags.strictCredentials ?? false,
    issuerKeys: issuerKeys(flags.issuerKeys),
    trustProxy: proxies(flags.trustProxy),
    readyFile: flags.readyFile,
  });
}
