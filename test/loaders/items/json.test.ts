// Items from JSON text in its forms, whatever the pieces it comes in.
import { describe, expect, it } from 'vitest';
import { createItemReader, type FoundItem } from '../../../src/loaders/items/index.js';

function read(text: string, piece = text.length): FoundItem[] {
  const reader = createItemReader('x.jsonl');
  const found: FoundItem[] = [];
  for (let at = 0; at < text.length; at += piece) found.push(...reader.read(text.slice(at, at + piece)));
  found.push(...reader.end());
  return found;
}

describe('JSON', () => {
  const lines = '{"id":"a","m":{"x":[1,{}]}}\n\n{"id":"b\\"}{\\\\","t":true}\r\n';
  const list = `\uFEFF[\n  {"id": "a",\n "m": {"x": [1, {}]}},\n{"id":"b\\"}{\\\\","t":true}\n]\n`;
  const a = { id: { S: 'a' }, m: { M: { x: { L: [{ N: '1' }, { M: {} }] } } } };
  const b = { id: { S: 'b"}{\\' }, t: { BOOL: true } };

  it.each([1, 2, 5, 1000])('is read as lines and as a list, in pieces of %i', (piece) => {
    expect(read(lines, piece)).toEqual([
      { line: 1, item: a },
      { line: 3, item: b },
    ]);
    expect(read(list, piece)).toEqual([
      { line: 2, item: a },
      { line: 4, item: b },
    ]);
  });

  it('may be of no item at all', () => {
    expect(read('')).toEqual([]);
    expect(read('[]\n')).toEqual([]);
  });

  it('stays as it is when it is DynamoDB JSON', () => {
    expect(read('[{"id":{"S":"a"}},{"id":{"S":"b"},"n":{"N":"1"}}]').map(({ item }) => item)).toEqual([
      { id: { S: 'a' } },
      { id: { S: 'b' }, n: { N: '1' } },
    ]);
  });

  it('is of one kind, that of the first item', () => {
    expect(read('{"id":"a"}\n{"id":{"S":"b"}}')[1]!.item).toEqual({ id: { M: { S: { S: 'b' } } } });
    expect(() => read('{"id":{"S":"a"}}\n{"id":"b"}')).toThrow(
      expect.objectContaining({ line: 2, message: 'the item is plain JSON, and those before it are DynamoDB JSON.' }),
    );
  });

  it('knows the lines of an export', () => {
    expect(read('{"table":"things","item":{"id":{"S":"a"}}}')).toEqual([
      { line: 1, table: 'things', item: { id: { S: 'a' } } },
    ]);
  });

  it('keeps numbers that a double would round', () => {
    const text =
      '{"n":12345678901234567890123456789012345678,"l":[-0.12345678901234567890],"s":"12345678901234567890"}';
    expect(read(text)[0]!.item).toEqual({
      n: { N: '12345678901234567890123456789012345678' },
      l: { L: [{ N: '-0.12345678901234567890' }] },
      s: { S: '12345678901234567890' },
    });
  });

  it.each<[string, number, string]>([
    ['{"id":"a"}\n{"id":b}\n', 2, 'this is not JSON: {"id":b}'],
    ['{"id":"a"}\n\n{"id":"b}\n{"id":"c"}\n', 3, 'a text is not closed at the end of the line.'],
    ['{"id":"a"}\n{"id":1\n{"id":"c"}\n', 2, 'the object that begins here is not closed.'],
    ['[{"id":"a"},\n{"id":"b"}', 2, 'the list is not closed: the file may be cut off.'],
    ['[1,2]', 1, 'an object is expected here: 1,2]'],
    ['{"id":"a"}\nnonsense\n', 2, 'an object is expected here: nonsense'],
    ['[]{"id":"a"}', 1, 'an object is expected here: {"id":"a"}'],
    ['{"id":"a"}}', 1, 'an object is expected here: }'],
  ])('refuses %j', (bad, line, message) => {
    expect(() => read(bad)).toThrow(expect.objectContaining({ line, message }));
  });
});
