// util.base64Encode and base64Decode over UTF-8 text: built-in-util-js.md, "Encoding utils".
import { utf8Bytes, utf8Text } from './utf8.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64Encode(text: string): string {
  const bytes = utf8Bytes(text);
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    encoded += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    encoded += i + 1 < bytes.length ? ALPHABET.charAt((group >> 6) & 63) : '=';
    encoded += i + 2 < bytes.length ? ALPHABET.charAt(group & 63) : '=';
  }
  return encoded;
}

/** Takes the standard and the URL-safe alphabet, padded or not, and skips what is in neither (line breaks). */
export function base64Decode(encoded: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of encoded) {
    if (char === '=') break;
    const value = ALPHABET.indexOf(char === '-' ? '+' : char === '_' ? '/' : char);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push((bits >> held) & 0xff);
    }
  }
  return utf8Text(bytes);
}
