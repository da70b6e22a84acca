// `offsync trust`: where this machine's certificate authority is and how to make clients trust it. It prints; it never changes
// a trust store, which belongs to the user.
import { resolve } from 'node:path';
import { authorityFile, localAuthority } from '../emulator.js';
import { systemClock } from '../lib/clock.js';
import { systemRandom } from '../lib/random.js';

/** Makes the authority when this data folder has none yet, so that what is printed is true. */
export function trust(dataDir: string): number {
  localAuthority(dataDir, { now: systemClock.now(), random: systemRandom });
  const file = resolve(authorityFile(dataDir));
  const lines = [
    `The certificate of this machine's authority: ${file}`,
    'Whoever trusts it takes https:// and wss:// of offsync for good. Its key never leaves the folder beside it.',
    '',
    'Node.js',
    `  NODE_EXTRA_CA_CERTS="${file}" node app.js`,
    'Linux (Debian, Ubuntu)',
    `  sudo cp "${file}" /usr/local/share/ca-certificates/offsync.crt && sudo update-ca-certificates`,
    'Linux (Fedora, RHEL)',
    `  sudo cp "${file}" /etc/pki/ca-trust/source/anchors/offsync.pem && sudo update-ca-trust`,
    'macOS',
    `  sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain "${file}"`,
    'Windows (PowerShell as administrator)',
    `  Import-Certificate -FilePath "${file}" -CertStoreLocation Cert:\\LocalMachine\\Root`,
    'Firefox keeps a store of its own: Settings, Privacy & Security, View Certificates, Authorities, Import.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
