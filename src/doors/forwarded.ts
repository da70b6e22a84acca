// What a proxy says of the client behind it: X-Forwarded-For, -Proto and -Host. Asked by http.ts only where --trust-proxy says
// how many proxies stand in front; from anybody else these headers are headers and mean nothing.

/** The client as the outermost trusted proxy saw it. */
export interface Forwarded {
  readonly remoteAddress: string;
  /** Addresses from the client's own claims to `remoteAddress`, which is the last. */
  readonly addresses: readonly string[];
  readonly secure: boolean | undefined;
  readonly host: string | undefined;
}

/**
 * Each proxy adds to the right what it saw, so that only the last `proxies` entries are theirs: everything before them is the
 * client's word, and a client that says 127.0.0.1 of itself stays who it is.
 */
export function readForwarded(
  headers: Readonly<Record<string, string>>,
  connectedFrom: string,
  proxies: number,
): Forwarded {
  const chain = [...listOf(headers['x-forwarded-for']).map(addressOf), connectedFrom];
  const addresses = chain.slice(0, Math.max(1, chain.length - proxies));
  const theirs = (name: string): string | undefined => {
    const list = listOf(headers[name]);
    return list[Math.max(0, list.length - proxies)];
  };
  const scheme = theirs('x-forwarded-proto')?.toLowerCase();
  return {
    remoteAddress: addresses.at(-1)!,
    addresses,
    secure: scheme === undefined ? undefined : scheme === 'https' || scheme === 'wss',
    host: theirs('x-forwarded-host'),
  };
}

function listOf(header: string | undefined): string[] {
  if (header === undefined) return [];
  return header
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function addressOf(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1];
  return plainAddress(bracketed ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text);
}

/** `::ffff:127.0.0.1`, as a dual-stack socket says it, is 127.0.0.1. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
