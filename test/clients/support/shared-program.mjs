// One program for the test files that only talk to it: the sample app, TLS and plain HTTP on the same port.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startProgram, temporaryFolder } from './program.mjs';

/** A certificate for localhost that is good for a day. */
export function makeCertificate(folder) {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  return { cert, key };
}

export default async function setup(project) {
  const folder = temporaryFolder();
  const { cert, key } = makeCertificate(folder.path);
  const program = await startProgram({ args: ['--tls-cert', cert, '--tls-key', key] });
  const { url, graphqlUrl, apiKey, ready } = program;
  project.provide('program', { url, graphqlUrl, apiKey, ready, cert });
  return async () => {
    await program.stop();
    folder.remove();
  };
}
