// A small OpenID Connect issuer for development: one key pair in the data folder, tokens with any claims, and the two documents
// that AppSync asks for. Used by `token` and `curl`. It knows no users and asks nobody for a password.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { OffsyncError } from '../lib/errors.js';

export type Claims = Readonly<Record<string, unknown>>;

export interface IssuerKeyPair {
  readonly privateKey: JWK;
  readonly publicKey: JWK;
  /** The key set as a file: `jwks:` of offsync.yaml and `--issuer-keys` may name it, and then no server is needed. */
  readonly keySetFile: string;
}

const ALGORITHM = 'RS256';

function readKey(file: string): JWK | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new OffsyncError('ISSUER_KEY', `${file} can't be read: ${String(error)}`, { cause: error });
  }
}

/** The key pair of a data folder, made at the first asking. */
export async function issuerKeyPair(dataDir: string): Promise<IssuerKeyPair> {
  const folder = join(dataDir, 'issuer');
  const [keyFile, keySetFile] = [join(folder, 'key.json'), join(folder, 'jwks.json')];
  let privateKey = readKey(keyFile);
  if (!privateKey) {
    const made = await exportJWK((await generateKeyPair(ALGORITHM, { extractable: true })).privateKey);
    privateKey = { ...made, kid: await calculateJwkThumbprint(made) };
    mkdirSync(folder, { recursive: true });
    writeFileSync(keyFile, JSON.stringify(privateKey), { mode: 0o600 });
  }
  const { kty, n, e, kid } = privateKey;
  if (kty !== 'RSA' || !n || !e || !kid)
    throw new OffsyncError('ISSUER_KEY', `${keyFile} holds no key of ours. Remove it to have another made.`);
  const publicKey: JWK = { kty, n, e, kid, alg: ALGORITHM, use: 'sig' };
  writeFileSync(keySetFile, `${JSON.stringify({ keys: [publicKey] }, null, 2)}\n`);
  return { privateKey, publicKey, keySetFile };
}

export async function mintToken({ privateKey }: IssuerKeyPair, claims: Claims): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, kid: privateKey.kid!, typ: 'JWT' })
    .sign(await importJWK(privateKey, ALGORITHM));
}

export interface RunningIssuer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the discovery document, the key set, and `/token`, which answers with a token for the claims that `claimsFor` makes of
 * its query: `/token?sub=ann`.
 */
export async function serveIssuer(
  pair: IssuerKeyPair,
  port: number,
  claimsFor: (issuer: string, asked: Claims) => Claims,
): Promise<RunningIssuer> {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url());
    const document = await answer(pathname, Object.fromEntries(searchParams));
    response.writeHead(document ? 200 : 404, {
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
    });
    response.end(JSON.stringify(document ?? { error: 'not_found' }));
  });
  const url = (): string => `http://localhost:${(server.address() as AddressInfo).port}`;
  const answer = async (path: string, asked: Claims): Promise<Claims | undefined> => {
    if (path === '/.well-known/openid-configuration') {
      return {
        issuer: url(),
        jwks_uri: `${url()}/.well-known/jwks.json`,
        token_endpoint: `${url()}/token`,
        id_token_signing_alg_values_supported: [ALGORITHM],
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
      };
    }
    if (path === '/.well-known/jwks.json') return { keys: [pair.publicKey] };
    if (path !== '/token') return undefined;
    const claims = claimsFor(url(), asked);
    const token = await mintToken(pair, claims);
    return {
      access_token: token,
      id_token: token,
      token_type: 'Bearer',
      expires_in: Number(claims['exp']) - Number(claims['iat']),
    };
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new OffsyncError('PORT_IN_USE', `The issuer can't listen at port ${port}: ${error.code ?? error.message}`),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: url(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
