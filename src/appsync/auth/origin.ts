// Where a request came from and how: what identities show of it and policies ask about it. Filled by the doors from the HTTP
// request, a real-time handshake's included; never from a header object, which is the client's to write.
import type { DoorRequest } from '../../lib/door.js';

export interface Origin {
  readonly remoteAddress: string;
  /** Behind trusted proxies: all addresses on the way, `remoteAddress` last. */
  readonly addresses?: readonly string[];
  /** By TLS; absent where nobody knows. */
  readonly secure?: boolean;
  readonly userAgent?: string;
  readonly referer?: string;
}

export function originOf({ remoteAddress, addresses, secure, headers }: DoorRequest): Origin {
  const { 'user-agent': userAgent, referer } = headers;
  return {
    remoteAddress,
    secure,
    ...(addresses && { addresses }),
    ...(userAgent !== undefined && { userAgent }),
    ...(referer !== undefined && { referer }),
  };
}

/**
 * `ctx.identity.sourceIp`: "a list of IP addresses from the x-forwarded-for header, in addition to the IP address from the TCP
 * connection" (resolver-context-reference.md). The header counts only where a trusted proxy stands in front.
 */
export function sourceIps({ addresses, remoteAddress }: Origin): readonly string[] {
  return addresses ?? [remoteAddress];
}

/** The condition keys of a request. reference_policies_condition-keys, "Properties of the network" and "of the request". */
export function requestKeys({ remoteAddress, secure, userAgent, referer }: Origin): Readonly<Record<string, string>> {
  return {
    'aws:sourceip': remoteAddress,
    ...(secure !== undefined && { 'aws:securetransport': String(secure) }),
    ...(userAgent !== undefined && { 'aws:useragent': userAgent }),
    ...(referer !== undefined && { 'aws:referer': referer }),
  };
}
