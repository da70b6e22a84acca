// Items from CSV text.
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/cli/csv.js';

describe('CSV', () => {
  it('gives items with the types that the header names', () => {
    const text = '\uFEFFid,price:N,name,ok:BOOL,tags:SS\r\na,1.50,"say ""hi"",\nyou",true,"[""x""]"\r\n\r\nb,2,,no\n';
    expect(parseCsv('x.csv', text)).toEqual([
      { id: { S: 'a' }, price: { N: '1.50' }, name: { S: 'say "hi",\nyou' }, ok: { BOOL: true }, tags: { SS: ['x'] } },
      { id: { S: 'b' }, price: { N: '2' }, ok: { BOOL: false } },
    ]);
  });

  it.each([
    ['id\na,b\n', 'row 2 has more fields'],
    ['id,l:L\na,x\n', 'JSON that an attribute of type L needs'],
    ['id\n"a"b\n', 'is broken near'],
  ])('refuses %j', (text, message) => expect(() => parseCsv('x.csv', text)).toThrow(message));
});
