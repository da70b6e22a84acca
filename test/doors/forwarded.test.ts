// What proxies say of a client, and what a client says of itself.
import { describe, expect, it } from 'vitest';
import { readForwarded } from '../../src/doors/forwarded.js';

const PROXY = '10.0.0.9';

describe('X-Forwarded-For', () => {
  it.each<[string, string | undefined, number, readonly string[]]>([
    ['one proxy', '203.0.113.7', 1, ['203.0.113.7']],
    [
      'one proxy, and a client that calls itself this machine',
      '127.0.0.1, 203.0.113.7',
      1,
      ['127.0.0.1', '203.0.113.7'],
    ],
    ['two proxies', '203.0.113.7, 10.0.0.1', 2, ['203.0.113.7']],
    ['two proxies, and a liar', 'localhost, ::1, 203.0.113.7, 10.0.0.1', 2, ['localhost', '::1', '203.0.113.7']],
    ['more proxies trusted than there are', '203.0.113.7', 5, ['203.0.113.7']],
    ['none', undefined, 1, [PROXY]],
    ['nothing', ' , ,', 1, [PROXY]],
    ['ports', '[2001:db8::1]:4711, 192.0.2.1:80', 1, ['2001:db8::1', '192.0.2.1']],
    ['IPv6', '2001:db8::1', 1, ['2001:db8::1']],
    ['IPv4 in IPv6', '::ffff:192.0.2.1', 1, ['192.0.2.1']],
  ])('of %s', (_name, header, proxies, addresses) => {
    const forwarded = readForwarded(header === undefined ? {} : { 'x-forwarded-for': header }, PROXY, proxies);
    expect(forwarded).toMatchObject({ addresses, remoteAddress: addresses.at(-1) });
  });
});

describe('X-Forwarded-Proto and X-Forwarded-Host', () => {
  it('are the last that trusted proxies said', () => {
    const headers = { 'x-forwarded-proto': 'http, HTTPS', 'x-forwarded-host': 'evil.example.com, api.example.com' };
    expect(readForwarded(headers, PROXY, 1)).toMatchObject({ secure: true, host: 'api.example.com' });
    expect(readForwarded(headers, PROXY, 2)).toMatchObject({ secure: false, host: 'evil.example.com' });
  });

  it('are unknown where nobody says them', () => {
    expect(readForwarded({}, PROXY, 1)).toMatchObject({ secure: undefined, host: undefined });
  });
});
