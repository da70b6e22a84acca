// The arithmetic of Fn::Cidr for IPv4.

/** The first `count` blocks with `bits` host bits inside `block`, or undefined when they do not fit. */
export function cidrBlocks(block: string, count: number, bits: number): readonly string[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block);
  if (!match || !Number.isInteger(count) || count < 1 || count > 256 || !Number.isInteger(bits)) return undefined;
  const bytes = match.slice(1, 5).map(Number);
  const prefix = Number(match[5]);
  if (bytes.some((byte) => byte > 255) || prefix > 32 || bits < 0 || 32 - bits < prefix) return undefined;
  if (count > 2 ** (32 - bits - prefix)) return undefined;
  const size = 2 ** bits;
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const base = address - (address % 2 ** (32 - prefix));
  return Array.from({ length: count }, (_, index) => {
    const start = base + index * size;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join('.')}/${32 - bits}`;
  });
}
