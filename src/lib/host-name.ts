// What a Host header or a --host names. The router, the host check, the real-time handshake and the command line ask here, so
// that they agree; nobody else takes a host apart.
import { isIP } from 'node:net';

/** The host without its port, lower case; `[::1]` keeps its brackets. */
export function hostName(host: string): string {
  const end = host.lastIndexOf(':');
  // Without brackets a second colon is an IPv6 address, which then has no port.
  const hasPort = host.startsWith('[') ? end > host.indexOf(']') : end >= 0 && host.indexOf(':') === end;
  return (hasPort ? host.slice(0, end) : host).toLowerCase();
}

/** The port behind a host, or ''. */
export function portOf(host: string): string {
  return host.slice(hostName(host).length + 1);
}

/** Loopback in all its spellings: `localhost`, `*.localhost`, 127.0.0.0/8, `[::1]`. */
export function isLoopback(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    name === '::1' ||
    (name.startsWith('127.') && isIP(name) === 4)
  );
}
