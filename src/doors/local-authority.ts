// The certificates of this machine: an authority made once and kept with the data, and a leaf it signs for the names the
// emulator answers to. `offsync trust` prints how to trust the authority. Without a folder both last as long as the process.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../lib/random.js';
import { createAuthority, isCurrent, issueCertificate, type KeyAndCertificate } from './certificate.js';

const FOLDER = 'tls';

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

/** Where the authority's certificate is kept: what `offsync trust` tells people to trust. */
export function authorityFile(dataDir: string): string {
  return join(dataDir, FOLDER, 'authority.pem');
}

/** What clients may call this machine: TLS clients take no `*.localhost`, so AWS's host forms are named one by one. */
export function certificateNames(region: string, domains: readonly string[]): string[] {
  return [
    'localhost',
    '127.0.0.1',
    `*.appsync-api.${region}.localhost`,
    `*.appsync-realtime-api.${region}.localhost`,
    ...domains,
  ];
}

interface AuthorityPorts {
  readonly now: number;
  readonly random: Random;
}

/** This machine's authority, made or made anew where none is good. */
export function localAuthority(dataDir: string | undefined, ports: AuthorityPorts): KeyAndCertificate {
  const folder = dataDir === undefined ? undefined : join(dataDir, FOLDER);
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known = folder && load(folder, 'authority');
  if (known && isCurrent(known.cert, [], ports.now)) return known;
  const made = createAuthority(ports);
  if (folder !== undefined) save(folder, 'authority', made);
  return made;
}

/** The certificate to serve `names` with, made or made anew where none is good. */
export function localCertificate(
  dataDir: string | undefined,
  names: readonly string[],
  ports: AuthorityPorts,
): KeyAndCertificate {
  const authority = localAuthority(dataDir, ports);
  const folder = dataDir === undefined ? undefined : join(dataDir, FOLDER);
  const known = folder && load(folder, 'server');
  if (known && isCurrent(known.cert, names, ports.now) && known.cert.endsWith(authority.cert)) return known;
  const made = issueCertificate(authority, { names, ...ports });
  if (folder !== undefined) save(folder, 'server', made);
  return made;
}
