import { describe, expect, it } from 'vitest';
import { createLibrary, thrown } from './library.js';

const { util } = createLibrary();

describe('util.xml.toMap', () => {
  it('makes one element a map and several a list', () => {
    expect(
      util.xml.toMap('<?xml version="1.0"?>\n<posts>\n<post><id>1</id><title>A b</title></post>\n</posts>'),
    ).toEqual({
      posts: { post: { id: 1, title: 'A b' } },
    });
    expect(util.xml.toMap('<posts><post>a</post><post>b</post><post>c</post></posts>')).toEqual({
      posts: { post: ['a', 'b', 'c'] },
    });
  });

  it('keeps attributes beside members, and text beside them as content', () => {
    expect(util.xml.toMap('<a id="7" name=\'x &amp; y\'>text<b/></a>')).toEqual({
      a: { id: 7, name: 'x & y', content: 'text', b: '' },
    });
    expect(util.xml.toMap('<a>one<b>1</b>two</a>')).toEqual({ a: { content: ['one', 'two'], b: 1 } });
  });

  it('recognises numbers, booleans and null, and nothing else', () => {
    expect(
      util.xml.toMap('<a><b>1.50</b><b>-3</b><b>007</b><b>true</b><b>null</b><b>1e3</b><b>9007199254740993</b></a>'),
    ).toEqual({ a: { b: [1.5, -3, '007', true, null, 1000, '9007199254740993'] } });
  });

  it('reads CDATA, comments and entities, and expands no DTD', () => {
    expect(
      util.xml.toMap(
        '<!DOCTYPE a [<!ENTITY e "boom">]><a><!-- c --><b><![CDATA[1 < 2 & 3]]></b><c>&#65;&#x42;&e;</c></a>',
      ),
    ).toEqual({
      a: { b: '1 < 2 & 3', c: 'AB&e;' },
    });
  });

  it('keeps prefixes and survives odd names', () => {
    expect(util.xml.toMap('<s:a xmlns:s="u"><__proto__>1</__proto__></s:a>')).toEqual(
      JSON.parse('{"s:a":{"xmlns:s":"u","__proto__":1}}'),
    );
  });

  it.each(['<a>', '<a></b>', '<a', '<a b=c/>', '<!-- x', '<a><![CDATA[x</a>'])('refuses %j', (xml) => {
    expect(thrown(() => util.xml.toMap(xml))).toBeInstanceOf(Error);
  });

  it('bounds depth', () => {
    expect(() => util.xml.toMap('<a>'.repeat(100_000))).toThrow('depth');
  });
});

it('util.xml.toJsonString gives JSON text, encoded once more on demand', () => {
  expect(util.xml.toJsonString('<a>1</a>')).toBe('{"a":1}');
  expect(util.xml.toJsonString('<a>1</a>', true)).toBe('"{\\"a\\":1}"');
});
