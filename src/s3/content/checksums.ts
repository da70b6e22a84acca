// The checksums that clients send with what they put, and get back with it. Used by the operations that take bodies.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
import { createHash } from 'node:crypto';

export const ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** `ChecksumCRC32`: its member in the shapes of the API. */
export type ChecksumMember = `Checksum${Algorithm}`;

export interface Checksum {
  update(bytes: Uint8Array): void;
  /** Base64 of the big-endian value. */
  digest(): string;
}

/** Of a reflected CRC; made once for each polynomial, at the first use of this file. */
function tableOf(polynomial: number): Uint32Array {
  const table = new Uint32Array(256);
  for (let index = 0; index < 256; index += 1) {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    table[index] = value >>> 0;
  }
  return table;
}

const CRC32 = tableOf(0xedb88320);
const CRC32C = tableOf(0x82f63b78);

function crc32(table: Uint32Array): Checksum {
  let crc = 0xffffffff;
  return {
    update(bytes) {
      for (let index = 0; index < bytes.length; index += 1) crc = table[(crc ^ bytes[index]!) & 0xff]! ^ (crc >>> 8);
    },
    digest() {
      const out = Buffer.alloc(4);
      out.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
      return out.toString('base64');
    },
  };
}

/** In two halves: numbers hold 53 bits, and BigInt would be slow. */
function tablesOf64(high: number, low: number): readonly [Uint32Array, Uint32Array] {
  const [highs, lows] = [new Uint32Array(256), new Uint32Array(256)];
  for (let index = 0; index < 256; index += 1) {
    let [h, l] = [0, index];
    for (let bit = 0; bit < 8; bit += 1) {
      const odd = l & 1;
      l = (l >>> 1) | ((h & 1) << 31);
      h >>>= 1;
      if (odd) {
        h ^= high;
        l ^= low;
      }
    }
    highs[index] = h >>> 0;
    lows[index] = l >>> 0;
  }
  return [highs, lows];
}

const [HIGHS, LOWS] = tablesOf64(0x9a6c9329, 0xac4bc9b5);

function crc64(): Checksum {
  let [high, low] = [0xffffffff, 0xffffffff];
  return {
    update(bytes) {
      for (let index = 0; index < bytes.length; index += 1) {
        const at = (low ^ bytes[index]!) & 0xff;
        low = ((low >>> 8) | ((high & 0xff) << 24)) ^ LOWS[at]!;
        high = (high >>> 8) ^ HIGHS[at]!;
      }
    },
    digest() {
      const out = Buffer.alloc(8);
      out.writeUInt32BE(~high >>> 0, 0);
      out.writeUInt32BE(~low >>> 0, 4);
      return out.toString('base64');
    },
  };
}

function hash(name: string): Checksum {
  const inner = createHash(name);
  return { update: (bytes) => void inner.update(bytes), digest: () => inner.digest('base64') };
}

export function createChecksum(algorithm: Algorithm): Checksum {
  if (algorithm === 'CRC32') return crc32(CRC32);
  if (algorithm === 'CRC32C') return crc32(CRC32C);
  if (algorithm === 'CRC64NVME') return crc64();
  return hash(algorithm.toLowerCase());
}

export function checksumOf(algorithm: Algorithm, bytes: Uint8Array): string {
  const checksum = createChecksum(algorithm);
  checksum.update(bytes);
  return checksum.digest();
}

/** The algorithm of that name, as clients write it. */
export function algorithmNamed(text: unknown): Algorithm | undefined {
  return ALGORITHMS.find((name) => name === String(text).toUpperCase());
}
