// `offsync token`: a token for development, of any issuer or user pool, signed with the key of the data folder; with --issuer also
// the issuer itself. The token alone goes to standard output, so that `$(offsync token)` is one.
import { tryParse } from '../lib/json.js';
import { type Claims, issuerKeyPair, mintToken, serveIssuer } from './issuer.js';
import { poolIssuer } from './options.js';
import { UsageError } from './usage-error.js';

/** What a token says, as flags name it. */
export interface TokenFlags {
  readonly dataDir: string;
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string;
  /** A user pool's id: the token is one of that pool. */
  readonly pool?: string;
  /** An access token of the pool instead of an id token. */
  readonly access?: boolean;
  readonly username?: string;
  readonly group: readonly string[];
  readonly claim: readonly string[];
  readonly expiresIn: string;
}

export interface TokenCommand extends TokenFlags {
  /** Serve the issuer until told to stop. */
  readonly issuer?: boolean;
  readonly port: string;
}

const SUBJECT = 'local-user';

/** `KEY=VALUE`; a value that is JSON is taken as what it says. */
function readClaims(given: readonly string[]): Claims {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`--claim takes KEY=VALUE, not '${text}'.`);
      const value = text.slice(at + 1);
      return [text.slice(0, at), tryParse(value) ?? value];
    }),
  );
}

function wholeNumber(flag: string, text: string, most: number): number {
  const number = Number(text);
  if (!/^-?\d+$/.test(text) || number > most) throw new UsageError(`${flag} takes a whole number, not '${text}'.`);
  return number;
}

/** `now` in milliseconds. What --claim says stands before all else. */
export function claimsOf(flags: TokenFlags, issuer: string, now: number, asked: Claims = {}): Claims {
  const { pool, access = false, sub = SUBJECT, username = sub, aud } = flags;
  const iat = Math.floor(now / 1000);
  const exp = iat + wholeNumber('--expires-in', flags.expiresIn, 10 * 365 * 86_400);
  const common = { iss: flags.iss ?? (pool ? poolIssuer(pool) : issuer), sub, iat, auth_time: iat, exp };
  const groups = flags.group.length > 0 ? { 'cognito:groups': flags.group } : {};
  const client = aud ?? 'local-client';
  const own = !pool
    ? // "aud: REQUIRED" of an id token (OpenID Connect Core, 2); STS takes none without.
      { aud: client, ...groups }
    : access
      ? { token_use: 'access', client_id: client, username, scope: 'aws.cognito.signin.user.admin', ...groups }
      : { token_use: 'id', aud: client, 'cognito:username': username, ...groups };
  return { ...common, ...own, ...readClaims(flags.claim), ...asked };
}

/** Who the local issuer says it is when nobody serves it. */
export const LOCAL_ISSUER_PORT = 4570;
export const LOCAL_ISSUER = `http://localhost:${LOCAL_ISSUER_PORT}`;

export async function token(flags: TokenCommand): Promise<number> {
  const port = wholeNumber('--port', flags.port, 65_535);
  const pair = await issuerKeyPair(flags.dataDir);
  if (!flags.issuer) {
    const issuer = `http://localhost:${port}`;
    process.stdout.write(`${await mintToken(pair, claimsOf(flags, issuer, Date.now()))}\n`);
    return 0;
  }
  const server = await serveIssuer(pair, port, (issuer, asked) => claimsOf(flags, issuer, Date.now(), asked));
  const claims = claimsOf(flags, server.url, Date.now());
  process.stderr.write(
    `${[
      `The issuer serves ${server.url} (keys: ${server.url}/.well-known/jwks.json, tokens: ${server.url}/token?sub=ann)`,
      `Its key set as a file: ${pair.keySetFile}`,
      ...(claims['iss'] === server.url
        ? []
        : [
            `Its tokens say iss ${String(claims['iss'])}: start the app with --issuer-keys '${String(claims['iss'])}=${pair.keySetFile}'`,
          ]),
    ].join('\n')}\n`,
  );
  process.stdout.write(`${await mintToken(pair, claims)}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await server.close();
  return 0;
}
