// IpAddress and NotIpAddress: an address, or a range in CIDR form, of IPv4 or IPv6.
import { BlockList, isIP } from 'node:net';
import { both, type Operator } from './operator.js';

const MOST_KNOWN = 1_000;

/** An IPv4 address that came over an IPv6 socket is the IPv4 one. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

export const IP_ADDRESS_OPERATORS: readonly Operator[] = both('IpAddress', 'NotIpAddress', (text) => {
  const [address = '', length, ...more] = text.trim().split('/');
  const family = isIP(address);
  const longest = family === 6 ? 128 : 32;
  const bits = length === undefined ? longest : Number(length);
  if (family === 0 || more.length > 0 || length === '' || !Number.isInteger(bits) || bits < 0 || bits > longest)
    return undefined;
  const range = new BlockList();
  range.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4');
  const contains = (given: string): boolean => {
    const actual = MAPPED.exec(given)?.[1] ?? given;
    const kind = isIP(actual);
    return kind !== 0 && range.check(actual, kind === 6 ? 'ipv6' : 'ipv4');
  };
  // Clients ask again and again from the same few addresses, and the list is slow to ask.
  const known = new Map<string, boolean>();
  return {
    test(given) {
      let inside = known.get(given);
      if (inside === undefined) {
        inside = contains(given);
        if (known.size >= MOST_KNOWN) known.clear();
        known.set(given, inside);
      }
      return inside;
    },
  };
});
