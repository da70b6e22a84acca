// `offsync curl`: one GraphQL request with credentials of any mode, sent or printed as a line for curl itself. The body of the
// answer goes to standard output; the exit code is 1 when the request was refused.
import { sign } from '../aws/sigv4.js';
import { messageOf, OffsyncError } from '../lib/errors.js';
import { reach } from './connect.js';
import { readText } from './files.js';
import { issuerKeyPair, mintToken } from './issuer.js';
import { type TargetFlags, targetOf } from './target.js';
import { claimsOf, LOCAL_ISSUER, type TokenFlags } from './token.js';
import { UsageError } from './usage-error.js';

export const MODES = ['api-key', 'iam', 'oidc', 'user-pool', 'lambda', 'none'] as const;
export type Mode = (typeof MODES)[number];

export interface CurlFlags extends TokenFlags, TargetFlags {
  readonly mode?: string;
  readonly request?: string;
  readonly header: readonly string[];
  /** The body: text, `@file`, or `@-` for standard input. */
  readonly data?: string;
  /** A GraphQL document instead of a body. */
  readonly query?: string;
  readonly variables?: string;
  readonly include?: boolean;
  readonly print?: boolean;
  readonly apiKey?: string;
  readonly token?: string;
  readonly accessKey?: string;
  readonly secretKey?: string;
  readonly sessionToken?: string;
  readonly region: string;
  readonly service: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Prepared {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A path stands for one of the app that the flags name. */
function readUrl(text: string, flags: TargetFlags): URL {
  const whole = URL.canParse(text);
  if (whole && (flags.url ?? flags.endpoint ?? flags.port) !== undefined)
    throw new UsageError('A whole URL, and --url or --port, are two ways to say one thing.');
  const base = whole ? undefined : targetOf(flags);
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw new UsageError(`'${text}' is no URL.`);
  return url;
}

function readBody({ data, query, variables }: CurlFlags): string | undefined {
  if (query !== undefined) {
    if (data !== undefined) throw new UsageError('--data and --query are two ways to say one thing.');
    try {
      return JSON.stringify({ query, ...(variables !== undefined && { variables: JSON.parse(variables) as unknown }) });
    } catch {
      throw new UsageError(`--variables takes JSON, not '${variables}'.`);
    }
  }
  if (!data?.startsWith('@')) return data;
  return readText(data.slice(1));
}

function readHeaders(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf(':');
      if (at < 1) throw new UsageError(`--header takes 'Name: value', not '${text}'.`);
      return [text.slice(0, at).trim().toLowerCase(), text.slice(at + 1).trim()];
    }),
  );
}

/** As given, else as what is given lets one think. */
function modeOf(flags: CurlFlags, environment: Environment): Mode {
  const { mode } = flags;
  if (mode !== undefined) {
    const known = MODES.find((one) => one === mode);
    if (!known) throw new UsageError(`--mode takes one of ${MODES.join(', ')}, not '${mode}'.`);
    return known;
  }
  if (flags.token !== undefined) return 'lambda';
  if (flags.pool !== undefined) return 'user-pool';
  if (flags.accessKey !== undefined) return 'iam';
  return (flags.apiKey ?? environment['OFFSYNC_API_KEY']) === undefined ? 'none' : 'api-key';
}

/** The headers that a mode adds: none of them is kept anywhere. */
async function credentials(
  mode: Mode,
  flags: CurlFlags,
  environment: Environment,
  request: Prepared,
  now: number,
): Promise<Record<string, string>> {
  switch (mode) {
    case 'none':
      return {};
    case 'api-key': {
      const key = flags.apiKey ?? environment['OFFSYNC_API_KEY'];
      if (key === undefined)
        throw new UsageError('--mode api-key takes --api-key, or OFFSYNC_API_KEY of the environment.');
      return { 'x-api-key': key };
    }
    case 'lambda':
      if (flags.token === undefined) throw new UsageError('--mode lambda takes --token.');
      return { authorization: flags.token };
    case 'iam': {
      const { accessKey = environment['AWS_ACCESS_KEY_ID'] ?? 'test' } = flags;
      const secretAccessKey = flags.secretKey ?? environment['AWS_SECRET_ACCESS_KEY'] ?? 'test';
      const sessionToken = flags.sessionToken ?? (flags.accessKey ? undefined : environment['AWS_SESSION_TOKEN']);
      const { url, method, headers, body = '' } = request;
      return sign(
        { method, url: `${url.pathname}${url.search}`, headers: { ...headers, host: url.host }, body },
        { accessKeyId: accessKey, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
        { service: flags.service, region: flags.region, now },
      );
    }
    case 'oidc':
    case 'user-pool': {
      if (flags.token !== undefined) return { authorization: flags.token };
      if (mode === 'user-pool' && flags.pool === undefined)
        throw new UsageError('--mode user-pool takes --pool or --token.');
      const pair = await issuerKeyPair(flags.dataDir);
      return { authorization: await mintToken(pair, claimsOf(flags, LOCAL_ISSUER, now)) };
    }
  }
}

/** A word of a POSIX shell. */
const quoted = (text: string): string => (/^[\w./:=@,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function curlLine({ url, method, headers, body }: Prepared): string {
  return [
    'curl',
    ...(method === (body === undefined ? 'GET' : 'POST') ? [] : ['-X', method]),
    quoted(url.href),
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', quoted(`${name}: ${value}`)]),
    ...(body === undefined ? [] : ['--data-raw', quoted(body)]),
  ].join(' ');
}

export async function prepareRequest(
  target: string,
  flags: CurlFlags,
  environment: Environment,
  now: number,
): Promise<Prepared> {
  const body = readBody(flags);
  const own = readHeaders(flags.header);
  const plain: Prepared = {
    url: readUrl(target, flags),
    method: (flags.request ?? (body === undefined ? 'GET' : 'POST')).toUpperCase(),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...own },
    body,
  };
  const added = await credentials(modeOf(flags, environment), flags, environment, plain, now);
  return { ...plain, headers: { ...plain.headers, ...added } };
}

export async function curl(target: string, flags: CurlFlags, environment: Environment): Promise<number> {
  const request = await prepareRequest(target, flags, environment, Date.now());
  if (flags.print) {
    process.stdout.write(`${curlLine(request)}\n`);
    return 0;
  }
  const { url, method, headers, body } = request;
  const response = await reach(url.origin, () => fetch(url, { method, headers, ...(body !== undefined && { body }) }));
  if (flags.include) {
    const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`);
    process.stdout.write(`HTTP/1.1 ${response.status} ${response.statusText}\n${lines.join('\n')}\n\n`);
  }
  try {
    await printBody(response);
  } catch (error) {
    throw new OffsyncError('ANSWER_BROKEN', `${url.origin} ended before its answer did: ${messageOf(error)}.`);
  }
  return response.ok ? 0 : 1;
}

/** Each piece as it comes: an event stream has no end. */
async function printBody({ body }: Response): Promise<void> {
  const decoder = new TextDecoder();
  let last = '';
  for await (const piece of body ?? []) {
    const text = decoder.decode(piece, { stream: true });
    process.stdout.write(text);
    last = text.at(-1) ?? last;
  }
  if (last !== '\n') process.stdout.write('\n');
}
