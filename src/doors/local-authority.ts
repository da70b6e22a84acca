// The certificates of this machine: an authority made once and kept with the data, and a leaf it signs for the names the
// emulator answers to. `offsync trust` prints how to trust the authority. Without a folder both last as long as the process.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../lib/random.js';
import { createAuthority, isCurrent, issueCertificate, type KeyAndCertificate } from './certificate.js';

const FOLDER = 'tls';
export const AUTHORITY_FILE = join(FOLDER, 'authority.pem');

function load(folder: string, name: string): KeyAndCertificate | undefined {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}-key.pem`)];
  return existsSync(cert) && existsSync(key)
    ? { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
    : undefined;
}

function save(folder: string, name: string, { cert, key }: KeyAndCertificate): void {
  writeFileSync(join(folder, `${name}.pem`), cert);
  // Whoever reads an authority's key can pretend to be any host to those who trust it.
  writeFileSync(join(folder, `${name}-key.pem`), key, { mode: 0o600 });
}

/** The certificate to serve `names` with, made or made anew where none is good. */
export function localCertificate(
  dataDir: string | undefined,
  names: readonly string[],
  ports: { readonly now: number; readonly random: Random },
): KeyAndCertificate {
  const folder = dataDir === undefined ? undefined : join(dataDir, FOLDER);
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  let authority = folder && load(folder, 'authority');
  if (!authority || !isCurrent(authority.cert, [], ports.now)) {
    authority = createAuthority(ports);
    if (folder !== undefined) save(folder, 'authority', authority);
  }
  const known = folder && load(folder, 'server');
  if (known && isCurrent(known.cert, names, ports.now) && known.cert.endsWith(authority.cert)) return known;
  const made = issueCertificate(authority, { names, ...ports });
  if (folder !== undefined) save(folder, 'server', made);
  return made;
}
