// Items from CSV text, whatever the pieces it comes in.
import { describe, expect, it } from 'vitest';
import { createItemReader, type FoundItem } from '../../../src/loaders/items/index.js';

function read(text: string, piece = text.length): FoundItem[] {
  const reader = createItemReader('x.csv');
  const found: FoundItem[] = [];
  for (let at = 0; at < text.length; at += piece) found.push(...reader.read(text.slice(at, at + piece)));
  found.push(...reader.end());
  return found;
}

describe('CSV', () => {
  const text =
    '\uFEFFid,price:N,name,ok:BOOL,tags:SS\r\na,1.50,"say ""hi"",\nyou",true,"[""x""]"\r\n\r\nb,2,,FALSE\n,,,\nc';
  const items = [
    {
      line: 2,
      item: {
        id: { S: 'a' },
        price: { N: '1.50' },
        name: { S: 'say "hi",\nyou' },
        ok: { BOOL: true },
        tags: { SS: ['x'] },
      },
    },
    { line: 5, item: { id: { S: 'b' }, price: { N: '2' }, ok: { BOOL: false } } },
    { line: 7, item: { id: { S: 'c' } } },
  ];

  it.each([1, 2, 3, 7, 1000])('gives items with the types that the header names, in pieces of %i', (piece) => {
    expect(read(text, piece)).toEqual(items);
  });

  it('has a column for every type, and tells an empty text from none', () => {
    const header = 'id:S,n:N,b:B,t:BOOL,z:NULL,ss:SS,ns:NS,bs:BS,l:L,m:M,plain:M';
    const row = `"",-1e5,AAE=,false,null,"[""a""]","[1,""2.50""]","[""AA==""]","[1,""x""]","{""a"":{""N"":""1""}}","{""a"":1}"`;
    expect(read(`${header}\n${row}\n`)[0]!.item).toEqual({
      id: { S: '' },
      n: { N: '-1e5' },
      b: { B: 'AAE=' },
      t: { BOOL: false },
      z: { NULL: true },
      ss: { SS: ['a'] },
      ns: { NS: ['1', '2.50'] },
      bs: { BS: ['AA=='] },
      l: { L: [{ N: '1' }, { S: 'x' }] },
      m: { M: { a: { N: '1' } } },
      plain: { M: { a: { N: '1' } } },
    });
  });

  it('takes a name with a colon in it, and a line of its own for a name alone', () => {
    expect(read('a:b:N,__proto__\n1,x')[0]!.item).toEqual(JSON.parse('{"a:b": {"N": "1"}, "__proto__": {"S": "x"}}'));
  });

  it.each<[string, number, string]>([
    ['id\na\nb,c\n', 3, 'there are 2 fields, and the header has 1.'],
    ['id,l:L\na,x\n', 2, 'l: "x" is no value of type L.'],
    ['id,n:N\na,1\nb,1x\n', 3, 'n: "1x" is no value of type N.'],
    ['id,t:BOOL\n\na,yes\n', 3, 't: "yes" is no value of type BOOL.'],
    ['id,b:B\na,?\n', 2, 'b: "?" is no value of type B.'],
    ['id:X\n', 1, 'the column id:X has a type that DynamoDB has not. There is S, N, B, BOOL, NULL, SS, NS, BS, L, M.'],
    ['id,id:N\n', 1, 'the column id is there twice.'],
    ['id,\n', 1, 'a column has no name.'],
    ['id\n"a"b\n', 2, 'a quote stands where none can: "a"b'],
    ['id\nx\n"a\nb\nc\n', 3, 'a quote that opens here is not closed.'],
  ])('refuses %j', (bad, line, message) => {
    expect(() => read(bad)).toThrow(expect.objectContaining({ line, message }));
  });

  it('gives what stands before a fault', () => {
    const found: string[] = [];
    const reader = createItemReader('x.csv');
    expect(() => {
      for (const { item } of reader.read('id,n:N\na,1\nb,x\nc,2\n')) found.push(JSON.stringify(item['id']));
    }).toThrow('is no value');
    expect(found).toEqual(['{"S":"a"}']);
  });
});
