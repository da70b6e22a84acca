// The account of test/fixtures/apps/iam, served without a port, and requests signed by its people.
import { afterEach } from 'vitest';
import { type AwsCredentials, sign } from '../../src/aws/sigv4.js';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator.js';
import { createManualClock, type ManualClock } from '../../src/lib/clock.js';
import { createSeededRandom } from '../../src/lib/random.js';
import { loadFixture } from '../loaders/fixture-apps.js';

export const ANN: AwsCredentials = { accessKeyId: 'AKIAANNANNANNANNANN1', secretAccessKey: 'ann/secret+1' };
export const BOB: AwsCredentials = { accessKeyId: 'AKIABOBBOBBOBBOBBOB1', secretAccessKey: 'bob/secret' };
export const STRANGER: AwsCredentials = { accessKeyId: 'AKIASTRANGERSTRANGER', secretAccessKey: 'stranger/secret' };
export const ADMINISTRATOR: AwsCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export interface ServedAccount {
  readonly emulator: Emulator;
  readonly clock: ManualClock;
}

const opened: Emulator[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

export async function serveAccount(options: Partial<EmulatorOptions> = {}): Promise<ServedAccount> {
  const clock = createManualClock();
  const { definition } = await loadFixture('iam');
  const emulator = await createEmulator({ definition, clock, random: createSeededRandom(), ...options });
  opened.push(emulator);
  return { emulator, clock };
}

export interface StsAnswer {
  readonly status: number;
  readonly text: string;
  /** The text of the first element of that name. */
  get(element: string): string | undefined;
}

/** Asks STS as a client would; without credentials nobody signs. */
export async function sts(
  { emulator, clock }: ServedAccount,
  action: string,
  parameters: Readonly<Record<string, string>> = {},
  by?: AwsCredentials,
  scope: { readonly service?: string; readonly region?: string } = {},
): Promise<StsAnswer> {
  const body = new URLSearchParams({ Action: action, Version: '2011-06-15', ...parameters }).toString();
  const headers = { host: 'localhost:4566', 'content-type': 'application/x-www-form-urlencoded' };
  const options = { service: 'sts', region: 'us-east-1', now: clock.now(), ...scope };
  const signature = by ? sign({ method: 'POST', url: '/', headers, body }, by, options) : {};
  const response = await emulator.fetch('/', { method: 'POST', headers: { ...headers, ...signature }, body });
  const text = await response.text();
  const plain = (value: string) => value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  return {
    status: response.status,
    text,
    get(element) {
      const value = new RegExp(`<${element}>([^<]*)</${element}>`).exec(text)?.[1];
      return value === undefined ? undefined : plain(value);
    },
  };
}

/** The credentials of an answer. */
export function credentialsOf(answer: StsAnswer): AwsCredentials & { readonly sessionToken: string } {
  const accessKeyId = answer.get('AccessKeyId');
  const secretAccessKey = answer.get('SecretAccessKey');
  const sessionToken = answer.get('SessionToken');
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw new Error(answer.text);
  return { accessKeyId, secretAccessKey, sessionToken };
}
