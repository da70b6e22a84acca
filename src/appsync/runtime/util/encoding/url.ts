// util.urlEncode and urlDecode: application/x-www-form-urlencoded as Java's URLEncoder writes it (built-in-util-js.md).
import { UtilMisuse } from '../session.js';
import { utf8Bytes, utf8Text } from './utf8.js';

const KEPT = /[A-Za-z0-9.*_-]/;

export function urlEncode(text: string): string {
  let encoded = '';
  for (const byte of utf8Bytes(text)) {
    const char = String.fromCharCode(byte);
    if (char === ' ') encoded += '+';
    else if (byte < 0x80 && KEPT.test(char)) encoded += char;
    else encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

export function urlDecode(encoded: string): string {
  const spaced = encoded.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  return spaced.replace(/(?:%[\s\S]{0,2})+/g, (run) => {
    const bytes: number[] = [];
    for (let i = 0; i < run.length; i += 3) {
      const hex = run.slice(i + 1, i + 3);
      if (hex.length < 2) throw new UtilMisuse('URLDecoder: Incomplete trailing escape (%) pattern');
      if (!/^[0-9A-Fa-f]{2}$/.test(hex)) {
        throw new UtilMisuse(
          `URLDecoder: Illegal hex characters in escape (%) pattern - Error at index 0 in: "${hex}"`,
        );
      }
      bytes.push(Number.parseInt(hex, 16));
    }
    return utf8Text(bytes);
  });
}
