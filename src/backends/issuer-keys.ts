// The keys of token issuers over HTTP: discovery document, key set, and what is kept of them. An issuer that is down costs a
// bounded time once in a while and no token that can be checked with the keys known before. Made by the emulator.
import { readFile } from 'node:fs/promises';
import type { Clock } from '../lib/clock.js';
import { messageOf, OffsyncError } from '../lib/errors.js';
import { isObject, tryParse } from '../lib/json.js';
import type { Log } from '../lib/log.js';
import type { HttpBackend } from './http-port.js';
import type { IssuerKey, KeysPort } from './keys-port.js';

/** Discovery and key set together. */
const TIMEOUT_MS = 5_000;
/** Between two questions to one issuer: unknown keys and failures must not become a flood. */
const COOL_DOWN_MS = 10_000;
/** How long keys serve without being asked for again. */
const MAX_AGE_MS = 10 * 60_000;
const MAX_BYTES = 1024 * 1024;

export interface IssuerKeysPorts {
  readonly http: HttpBackend;
  readonly clock: Clock;
  readonly log: Log;
  /** The keys of an issuer that lives in this process; undefined for any other. */
  readonly local?: (issuer: string) => readonly IssuerKey[] | undefined;
  /** Issuer -> its keys, or an URL or a file of them: stands before what an API's settings say. */
  readonly overrides?: Readonly<Record<string, string | readonly Readonly<Record<string, unknown>>[]>>;
}

/** What is known of one issuer. */
interface Source {
  keys?: readonly IssuerKey[];
  /** When `keys` were had, and when they were asked for last. */
  hadAt: number;
  askedAt: number;
  failure?: OffsyncError;
  pending?: Promise<readonly IssuerKey[]>;
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

const failed = (message: string, cause?: unknown): OffsyncError =>
  new OffsyncError('ISSUER_KEYS_UNAVAILABLE', message, cause === undefined ? undefined : { cause });

/** Keys without `kty` or `kid` are passed over, as AppSync does. */
function keySet(document: unknown, where: string): readonly IssuerKey[] {
  const keys = isObject(document) ? document['keys'] : undefined;
  if (!Array.isArray(keys)) throw failed(`${where} is no JSON Web Key Set.`);
  return keys.filter(
    (key): key is IssuerKey => isObject(key) && typeof key['kty'] === 'string' && typeof key['kid'] === 'string',
  );
}

export function createIssuerKeys(ports: IssuerKeysPorts): KeysPort {
  const { http, clock, log } = ports;
  const sources = new Map<string, Source>();
  const overrides = new Map(
    Object.entries(ports.overrides ?? {}).map(([issuer, keys]) => {
      const given = typeof keys === 'string' ? keys : keySet({ keys }, `What was handed in for ${issuer}`);
      return [withoutSlash(issuer), given] as const;
    }),
  );

  const getJson = async (url: string, until: number): Promise<unknown> => {
    const timeoutMs = Math.max(1, until - clock.now());
    const request = { method: 'GET', url, headers: { accept: 'application/json' }, body: undefined };
    const response = await http.send(request, { timeoutMs, maxBytes: MAX_BYTES });
    if (response.status !== 200) throw failed(`${url} answered ${response.status}.`);
    return tryParse(response.body);
  };

  const ask = async (issuer: string, jwks: string | undefined): Promise<readonly IssuerKey[]> => {
    const until = clock.now() + TIMEOUT_MS;
    if (jwks !== undefined && !/^https?:\/\//.test(jwks)) return keySet(tryParse(await readFile(jwks, 'utf8')), jwks);
    if (jwks !== undefined) return keySet(await getJson(jwks, until), jwks);
    const discovery = `${withoutSlash(issuer)}/.well-known/openid-configuration`;
    const document = await getJson(discovery, until);
    const url = isObject(document) ? document['jwks_uri'] : undefined;
    if (typeof url !== 'string') throw failed(`${discovery} names no jwks_uri.`);
    return keySet(await getJson(url, until), url);
  };

  const refresh = async (source: Source, issuer: string, jwks: string | undefined): Promise<readonly IssuerKey[]> => {
    source.askedAt = clock.now();
    try {
      source.keys = await ask(issuer, jwks);
      source.hadAt = clock.now();
      delete source.failure;
      return source.keys;
    } catch (error) {
      source.failure = failed(`The keys of ${issuer} can't be had: ${messageOf(error)}`, error);
      const elsewhere = jwks === undefined ? ' Another place for them: jwks in offsync.yaml, or --issuer-keys.' : '';
      log.write('warn', `${source.failure.message}${elsewhere}`, { kept: source.keys?.length ?? 0 });
      if (source.keys) return source.keys;
      throw source.failure;
    } finally {
      delete source.pending;
    }
  };

  return {
    async keysOf(issuer, { jwks: configured, missing = false } = {}) {
      const local = ports.local?.(issuer);
      if (local) return local;
      const override = overrides.get(withoutSlash(issuer));
      if (override !== undefined && typeof override !== 'string') return override;
      const jwks = override ?? configured;
      const name = `${jwks ?? ''} ${issuer}`;
      let source = sources.get(name);
      if (!source) {
        source = { hadAt: Number.NEGATIVE_INFINITY, askedAt: Number.NEGATIVE_INFINITY };
        sources.set(name, source);
      }
      const now = clock.now();
      const wanted = missing || source.keys === undefined || now - source.hadAt >= MAX_AGE_MS;
      if (wanted && source.pending) return source.pending;
      if (wanted && now - source.askedAt >= COOL_DOWN_MS) {
        source.pending = refresh(source, issuer, jwks);
        return source.pending;
      }
      if (source.keys) return source.keys;
      throw source.failure ?? failed(`The keys of ${issuer} can't be had.`);
    },
  };
}
