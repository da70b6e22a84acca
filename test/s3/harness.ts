// An emulator with buckets, asked through its door with requests that the SDK's own signer has signed.

import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { type BucketDefinition, EMPTY_DEFINITION } from '../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../src/emulator.js';
import { createManualClock, type ManualClock } from '../../src/lib/clock.js';

export const SEEDS = join(import.meta.dirname, '../fixtures/buckets');
const bucket = (name: string, seed?: string): BucketDefinition => ({ name, ...(seed && { seed }), place: {} });

export interface Store {
  readonly emulator: Emulator;
  readonly clock: ManualClock;
  /** Signed; `path` with its query. */
  ask(method: string, path: string, options?: Options): Promise<Response>;
  text(method: string, path: string, options?: Options): Promise<string>;
}

interface Options {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly host?: string;
  /** Signs with another secret. */
  readonly secret?: string;
}

export async function openStore(options: { readonly dataDir?: string } = {}): Promise<Store> {
  const clock = createManualClock(Date.UTC(2026, 0, 2, 3, 4, 5));
  const emulator = await createEmulator({
    definition: { ...EMPTY_DEFINITION, buckets: [bucket('orders', join(SEEDS, 'orders')), bucket('results')] },
    clock,
    ...options,
  });
  const ask = async (method: string, path: string, given: Options = {}): Promise<Response> => {
    const { host = 'localhost:4566', body, headers = {}, secret = 'test' } = given;
    const signer = new SignatureV4({
      service: 's3',
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: secret },
      sha256: Sha256,
      uriEscapePath: false,
    });
    const url = new URL(`http://${host}${path}`);
    const query: Record<string, string> = Object.fromEntries(url.searchParams);
    const signed = await signer.sign(
      {
        method,
        protocol: 'http:',
        hostname: url.hostname,
        path: url.pathname,
        query,
        headers: { host, ...headers },
        body,
      },
      { signingDate: new Date(clock.now()) },
    );
    return emulator.fetch(
      new Request(url, { method, headers: signed.headers, ...(body !== undefined && { body: body as BodyInit }) }),
    );
  };
  return { emulator, clock, ask, text: async (...given) => (await ask(...given)).text() };
}
