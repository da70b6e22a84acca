// A local certificate authority and a certificate for this server, so that wss:// works without anything installed (Amplify
// always opens wss://). The emulator keeps the authority in the data directory; trusting it is the user's own step.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { Random } from '../lib/random.js';
import { bitString, der, oid, sequence, TAG, tagged, time, unsignedInteger } from './der.js';

/** PEM texts. */
export interface KeyAndCertificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
/** Browsers refuse server certificates that live longer. */
const LEAF_DAYS = 397;
const AUTHORITY_DAYS = 3650;

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
/** With its parameters, which are NULL. */
const RSA_SHA256 = sequence(oid('1.2.840.113549.1.1.11'), Buffer.from([0x05, 0x00]));

interface Request {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly from: number;
  readonly days: number;
  readonly random: Random;
}

/** A new authority: an EC key and a certificate that may sign others. */
export function createAuthority(options: { readonly now: number; readonly random: Random }): KeyAndCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = `offsync local CA ${Buffer.from(options.random.bytes(4)).toString('hex')}`;
  const cert = certificate({
    subject: name,
    issuer: name,
    publicKey,
    signer: privateKey,
    extensions: [
      extension('2.5.29.19', sequence(der(TAG.boolean, Buffer.from([0xff]))), true),
      // keyCertSign and cRLSign.
      extension('2.5.29.15', bitString(Buffer.from([0x06]), 1), true),
      extension('2.5.29.14', der(TAG.octetString, keyIdentifier(publicKey))),
    ],
    from: options.now,
    days: AUTHORITY_DAYS,
    random: options.random,
  });
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/**
 * A certificate for `names` (host names, `*.appsync-api.us-east-1.localhost`, or addresses), signed by `authority`. Its `cert`
 * holds the authority's as well, as servers send it.
 */
export function issueCertificate(
  authority: KeyAndCertificate,
  options: { readonly names: readonly string[]; readonly now: number; readonly random: Random },
): KeyAndCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const parent = new X509Certificate(authority.cert);
  const signer = createPrivateKey(authority.key);
  const cert = certificate({
    subject: options.names[0] ?? 'localhost',
    issuer: parent.subject.replace(/^CN=/, ''),
    publicKey,
    signer,
    extensions: [
      extension('2.5.29.19', sequence(), true),
      // digitalSignature, and server authentication only.
      extension('2.5.29.15', bitString(Buffer.from([0x80]), 7), true),
      extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.17', sequence(...options.names.map(alternativeName))),
      extension('2.5.29.35', sequence(tagged(0, keyIdentifier(parent.publicKey), false))),
    ],
    from: options.now,
    days: LEAF_DAYS,
    random: options.random,
  });
  return { cert: cert + authority.cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** A certificate that says whose key signs notifications, and no more; PEM. */
export function signingCertificate(
  key: KeyObject,
  options: { readonly name: string; readonly now: number; readonly random: Random },
): string {
  return certificate({
    subject: options.name,
    issuer: options.name,
    publicKey: createPublicKey(key),
    signer: key,
    extensions: [extension('2.5.29.15', bitString(Buffer.from([0x80]), 7), true)],
    from: options.now,
    days: AUTHORITY_DAYS,
    random: options.random,
  });
}

/** Whether a certificate is still good a day from now and covers `names`: else the emulator issues another. */
export function isCurrent(cert: string, names: readonly string[], now: number): boolean {
  const parsed = new X509Certificate(cert);
  const has = new Set((parsed.subjectAltName ?? '').split(', ').map((name) => name.replace(/^(DNS|IP Address):/, '')));
  return Date.parse(parsed.validTo) > now + DAY_MS && names.every((name) => has.has(shownName(name)));
}

/** How node:crypto prints a name: IPv6 addresses in full, in upper case. */
function shownName(name: string): string {
  if (!name.includes(':')) return name;
  const bytes = addressBytes(name);
  return Array.from({ length: 8 }, (_, index) =>
    bytes
      .readUInt16BE(index * 2)
      .toString(16)
      .toUpperCase(),
  ).join(':');
}

function certificate(request: Request): string {
  const algorithm = request.signer.asymmetricKeyType === 'rsa' ? RSA_SHA256 : ECDSA_SHA256;
  const validity = sequence(time(request.from - DAY_MS), time(request.from + request.days * DAY_MS));
  const body = sequence(
    tagged(0, unsignedInteger(Buffer.from([2]))),
    unsignedInteger(request.random.bytes(16)),
    algorithm,
    commonName(request.issuer),
    validity,
    commonName(request.subject),
    request.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...request.extensions)),
  );
  const signature = createSign('SHA256').update(body).sign(request.signer);
  const base64 = sequence(body, algorithm, bitString(signature)).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function commonName(name: string): Buffer {
  return sequence(der(TAG.set, sequence(oid('2.5.4.3'), der(TAG.utf8, Buffer.from(name)))));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  const flag = critical ? [der(TAG.boolean, Buffer.from([0xff]))] : [];
  return sequence(oid(id), ...flag, der(TAG.octetString, value));
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function alternativeName(name: string): Buffer {
  const dns = 2;
  const address = 7;
  if (isIPv4(name) || name.includes(':')) return tagged(address, addressBytes(name), false);
  return tagged(dns, Buffer.from(name, 'ascii'), false);
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const bytes = Buffer.alloc(16);
  [...before, ...zeros, ...after].forEach((group, index) => {
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  });
  return bytes;
}
