// `node bench/auth.mjs [--quick]`: what each authorization mode costs, as a ratio to the same request with an API key; all modes
// on one server, in turns. A token or an answer that is kept is asked about again and again; "new each time" never is.
import { execFile } from 'node:child_process';
import { createHash, createHmac, createPrivateKey, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { cpuMs, PROGRAM, startOffsync } from './servers.mjs';
import { API_KEY } from './workloads.mjs';

const { values: flags } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const ROUNDS = flags.quick ? 3 : 7;
const ROUND_MS = flags.quick ? 700 : 2000;
const CONNECTIONS = 50;
/** More than are kept, so that in turns each is new when it comes. */
const TOKENS = 3000;
const ISSUER = 'https://issuer.example.com';
const POOL = 'us-east-1_Bench1';
const BODY = '{"query":"{ hello }"}';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const run = promisify(execFile);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const ratio = (number) => (Number.isNaN(number) ? '-' : number.toFixed(2));

const folder = mkdtempSync(join(tmpdir(), 'offsync-bench-auth-'));
const tokenOf = async (...more) =>
  (await run(process.execPath, [PROGRAM, 'token', '--data-dir', folder, ...more])).stdout.trim();

/** Tokens of the issuer's key, each of another subject. */
function manyTokens(count) {
  const key = JSON.parse(readFileSync(join(folder, 'issuer/key.json'), 'utf8'));
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  return Array.from({ length: count }, (_, index) => {
    const claims = { iss: ISSUER, sub: `user-${index}`, iat: now, exp: now + 3600 };
    const text = `${encode({ alg: 'RS256', kid: key.kid })}.${encode(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  });
}

/** The shortest right signature, so that the mode is measured and not a client. */
function signed(port) {
  const sha256 = (text) => createHash('sha256').update(text).digest('hex');
  const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
  const date = `${new Date().toISOString().replace(/[:-]|\.\d{3}/g, '')}`;
  const scope = `${date.slice(0, 8)}/us-east-1/appsync/aws4_request`;
  const headers = `host:localhost:${port}\nx-amz-date:${date}\n`;
  const canonical = ['POST', '/graphql', '', headers, 'host;x-amz-date', sha256(BODY)].join('\n');
  const key = scope.split('/').reduce(hmac, 'AWS4test');
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
  const credential = `Credential=test/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  return `x-amz-date: ${date}\r\nauthorization: AWS4-HMAC-SHA256 ${credential}\r\n`;
}

const authorization = (token) => `authorization: ${token}\r\n`;

const first = await tokenOf('--iss', ISSUER);
const keys = join(folder, 'issuer/jwks.json');
const issuerKeys = [`${ISSUER}=${keys}`, `${POOL}=${keys}`].flatMap((one) => ['--issuer-keys', one]);
const server = await startOffsync([], { app: here('auth-app'), args: [...issuerKeys, '--log-level', 'warn'] });

const headersFile = join(folder, 'headers.json');
writeFileSync(headersFile, JSON.stringify(manyTokens(TOKENS).map(authorization)));
const MODES = {
  'API key': () => ({ headers: `x-api-key: ${API_KEY}\r\n` }),
  IAM: () => ({ headers: signed(server.port) }),
  'OpenID Connect, token known': () => ({ headers: authorization(first) }),
  'user pool, token known': async () => ({ headers: authorization(await tokenOf('--pool', POOL)) }),
  'OpenID Connect, token new each time': () => ({ headersFile }),
  'Lambda, answer kept': () => ({ headers: authorization('kept') }),
  'Lambda, asked each time': () => ({ headers: authorization('asked') }),
};

async function measure(mode, ms) {
  const options = {
    port: server.port,
    body: BODY,
    good: '"hello"',
    ms,
    connections: CONNECTIONS,
    ...(await MODES[mode]()),
  };
  const before = cpuMs(server.pid);
  const { stdout } = await run(process.execPath, [here('load.mjs'), JSON.stringify(options)]);
  const { answers, bad, sample, ms: took } = JSON.parse(stdout);
  if (bad > 0) throw new Error(`${mode}: ${bad} bad answers: ${sample}`);
  return { rate: (answers * 1000) / took, cpu: (cpuMs(server.pid) - before) / answers };
}

const results = Object.fromEntries(Object.keys(MODES).map((mode) => [mode, []]));
for (const mode of Object.keys(MODES)) await measure(mode, ROUND_MS / 2);
for (let round = 0; round < ROUNDS; round += 1)
  for (const mode of Object.keys(MODES)) results[mode].push(await measure(mode, ROUND_MS));
await server.stop();
rmSync(folder, { recursive: true });

const of = (mode, what) => median(results[mode].map((one) => one[what]));
console.log(
  `Requests/s by authorization mode, as a ratio to an API key (${Math.round(of('API key', 'rate'))}/s); CPU a request\n`,
);
for (const mode of Object.keys(MODES)) {
  const [rate, cpu] = ['rate', 'cpu'].map((what) => ratio(of(mode, what) / of('API key', what)));
  console.log(`${mode.padEnd(38)} ${rate}  (${cpu})`);
}
