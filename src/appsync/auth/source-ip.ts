// `ctx.identity.sourceIp`: "a list of IP addresses from the x-forwarded-for header, in addition to the IP address from the TCP
// connection" (resolver-context-reference.md). Used by the modes whose identity has it.
import type { Credentials } from './identity.js';

export function sourceIps({ headers, remoteAddress }: Credentials): readonly string[] {
  const forwarded = headers['x-forwarded-for'];
  if (forwarded === undefined) return [remoteAddress];
  const list = forwarded
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  return list.includes(remoteAddress) ? list : [...list, remoteAddress];
}
