// Signs notifications as SNS does, with a key of this data file's own, made when the first is signed. Whoever verifies fetches the
// certificate at SigningCertURL. https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Database } from '../../lib/sqlite.js';

/** Makes a self-signed certificate, PEM, for an RSA key. */
export type Certify = (privateKey: KeyObject) => string;

export interface Signer {
  /** Base64. Version 1 signs with SHA1, version 2 with SHA256. */
  sign(text: string, version: '1' | '2'): string;
  certificate(): string;
}

export function createSigner(database: Database, certify: Certify): Signer {
  let known: { readonly key: KeyObject; readonly certificate: string } | undefined;
  const load = () => {
    if (known) return known;
    const row = database.prepare('SELECT key, certificate FROM msg_signing').get();
    if (row) return { key: createPrivateKey(String(row[0])), certificate: String(row[1]) };
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const certificate = certify(privateKey);
    const text = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    database.prepare('INSERT INTO msg_signing VALUES (?, ?)').run(text, certificate);
    return { key: privateKey, certificate };
  };
  return {
    sign(text, version) {
      known = load();
      return sign(version === '2' ? 'RSA-SHA256' : 'RSA-SHA1', Buffer.from(text), known.key).toString('base64');
    },
    certificate() {
      known = load();
      return known.certificate;
    },
  };
}
