// The local authority: what it issues is a certificate to node:crypto and to a TLS client that trusts the authority.
import { X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createAuthority, isCurrent, issueCertificate } from '../../src/doors/certificate.js';
import { createSeededRandom } from '../../src/lib/random.js';

const DAY = 86_400_000;
const random = createSeededRandom(7);
const names = ['localhost', '*.appsync-api.us-east-1.localhost', '127.0.0.1', '::1'];

describe('certificate', () => {
  it('a client that trusts the authority trusts the server, by name and by address', async () => {
    const now = Date.now();
    const authority = createAuthority({ now, random });
    const server = createServer(issueCertificate(authority, { names, now, random }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const trusted = (servername: string): Promise<boolean> =>
      new Promise((resolve, reject) => {
        const socket = connect({ host: '127.0.0.1', port, servername, ca: authority.cert }, () => {
          resolve(socket.authorized);
          socket.end();
        });
        socket.on('error', reject);
      });
    expect(await trusted('localhost')).toBe(true);
    expect(await trusted('abc.appsync-api.us-east-1.localhost')).toBe(true);
    expect(await trusted('')).toBe(true);
    await expect(trusted('evil.com')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    server.close();
  });

  it('the authority may sign, the server may not', () => {
    const now = Date.UTC(2026, 0, 1);
    const authority = createAuthority({ now, random });
    const [root, leaf] = [authority, issueCertificate(authority, { names, now, random })].map(
      ({ cert }) => new X509Certificate(cert),
    );
    expect([root!.ca, leaf!.ca]).toEqual([true, false]);
    expect(leaf!.checkIssued(root!)).toBe(true);
    expect(leaf!.verify(root!.publicKey)).toBe(true);
    expect(root!.subject).toMatch(/^CN=offsync local CA [0-9a-f]{8}$/);
    expect(leaf!.subjectAltName).toBe(
      'DNS:localhost, DNS:*.appsync-api.us-east-1.localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect(Date.parse(leaf!.validTo)).toBe(now + 397 * DAY);
  });

  it('is current until the day before it ends, for the names it has', () => {
    const now = Date.UTC(2048, 0, 1);
    const authority = createAuthority({ now, random });
    const { cert } = issueCertificate(authority, { names, now, random });
    expect(isCurrent(cert, names, now)).toBe(true);
    expect(isCurrent(cert, [...names, 'api.example.com'], now)).toBe(false);
    expect(isCurrent(cert, names, now + 396.5 * DAY)).toBe(false);
    // Ten years from 2048 take four digits.
    expect(isCurrent(authority.cert, [], now + 3000 * DAY)).toBe(true);
  });
});
