// UTF-8, written out because neither TextEncoder nor Buffer exists in the resolver realm. Used by base64.ts and url.ts.

const REPLACEMENT = 0xfffd;

/** The bytes of a text. A lone surrogate becomes '?', as in Java's getBytes. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code >= 0xd800 && code <= 0xdfff) bytes.push(0x3f);
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      i++;
    }
  }
  return bytes;
}

/** How many bytes follow a first byte, the bits it carries, and the smallest code that may be written so. */
function sequence(first: number): { more: number; bits: number; least: number } | undefined {
  if (first >= 0xc2 && first < 0xe0) return { more: 1, bits: first & 31, least: 0x80 };
  if (first >= 0xe0 && first < 0xf0) return { more: 2, bits: first & 15, least: 0x800 };
  if (first >= 0xf0 && first < 0xf5) return { more: 3, bits: first & 7, least: 0x10000 };
  return undefined;
}

/** The text of UTF-8 bytes; what is no UTF-8 becomes U+FFFD. */
export function utf8Text(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const first = bytes[i]!;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      continue;
    }
    const head = sequence(first);
    let code = head?.bits ?? REPLACEMENT;
    let read = 0;
    if (head) {
      while (read < head.more && ((bytes[i + read + 1] ?? 0) & 0xc0) === 0x80) {
        read++;
        code = (code << 6) | (bytes[i + read]! & 63);
      }
      const whole = read === head.more && code >= head.least && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
      if (!whole) code = REPLACEMENT;
    }
    text += String.fromCodePoint(code);
    i += read;
  }
  return text;
}
