// Which Host headers are answered. A page on another site can point a name of its own at 127.0.0.1 (DNS rebinding) and would
// then read this program's answers as its own; the name it sends gives it away. The listener asks for every request.
import { isIP } from 'node:net';
import { hostName, isLoopback } from '../lib/host-name.js';

/**
 * Makes the test for Host headers.
 * `domains` are further names (`api.example.com`, or `*.example.com` for everything below it). When the program listens on
 * every address (0.0.0.0, ::), any address written in digits is its own: rebinding needs a name.
 */
export function createHostCheck(boundHost: string, domains: readonly string[]): (host: string) => boolean {
  const bound = boundHost.toLowerCase();
  const everywhere = bound === '0.0.0.0' || bound === '::';
  // The SDKs put `sync-` before whatever host they were given for StartSyncExecution.
  const exact = new Set([bound, `[${bound}]`, 'sync-localhost']);
  const below: string[] = [];
  for (const domain of domains.map((name) => name.toLowerCase())) {
    if (domain.startsWith('*.')) below.push(domain.slice(1));
    else exact.add(domain);
  }
  const allowed = (host: string): boolean => {
    const name = hostName(host);
    // Two Host headers, or what is no name at all: `evil.example.com, a.localhost` only ends like one of ours.
    if (!/^[\w.:[\]-]*$/.test(name)) return false;
    if (isLoopback(name) || exact.has(name) || below.some((ending) => name.endsWith(ending))) return true;
    return everywhere && isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  };
  // Nearly every request names the host of the one before.
  let last: string | undefined;
  return (host) => {
    if (host === last) return true;
    if (!allowed(host)) return false;
    last = host;
    return true;
  };
}

/** What a refused host is told. */
export function refusedHost(host: string): string {
  return (
    `The host "${host}" is not one this server answers to. It answers to localhost, *.localhost, loopback addresses, ` +
    'the address it is bound to and the domain names configured for it; this keeps other web sites from reading it (DNS rebinding).'
  );
}
