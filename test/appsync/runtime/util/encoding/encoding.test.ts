import { describe, expect, it } from 'vitest';
import { createLibrary } from '../library.js';

const { util } = createLibrary();

describe('base64', () => {
  it.each(['', 'h', 'he', 'hel', 'hello', 'é', '日本語', '😀 and \u0000', '\u{10ffff}'])(
    'encodes %j as Node does',
    (text) => {
      const encoded = Buffer.from(text).toString('base64');
      expect(util.base64Encode(text)).toBe(encoded);
      expect(util.base64Decode(encoded)).toBe(text);
    },
  );

  it('takes the URL-safe alphabet, and text without padding', () => {
    expect(util.base64Decode('8J-YgA')).toBe('😀');
  });

  it('replaces bytes that are no UTF-8', () => {
    expect(util.base64Decode(Buffer.from([0x61, 0xff, 0xc3, 0x62]).toString('base64'))).toBe('a\ufffd\ufffdb');
  });
});

describe('urlEncode and urlDecode', () => {
  it('follow application/x-www-form-urlencoded', () => {
    expect(util.urlEncode("a b&c=d/é*-._~'()")).toBe('a+b%26c%3Dd%2F%C3%A9*-._%7E%27%28%29');
    expect(util.urlDecode('hello+world%26a%3D1%C3%A9')).toBe('hello world&a=1é');
  });

  it('refuses a broken escape', () => {
    expect(() => util.urlDecode('100%')).toThrow('URLDecoder: Incomplete trailing escape (%) pattern');
    expect(() => util.urlDecode('%zz')).toThrow('Illegal hex characters');
  });

  it('answers null for nothing', () => {
    expect([util.urlEncode(null), util.base64Encode(undefined)]).toEqual([null, null]);
  });
});

it('escapeJavaScript escapes quotes, slashes, controls and everything beyond ASCII', () => {
  expect(util.escapeJavaScript('a"b\'c\\d/e\nf\u0001é😀')).toBe('a\\"b\\\'c\\\\d\\/e\\nf\\u0001\\u00E9\\uD83D\\uDE00');
});
