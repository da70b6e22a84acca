import { describe, expect, it } from 'vitest';
import { canonicalPath, parsePath } from '../../../src/stepfunctions/asl/paths.js';
import { surroundings } from '../harness.js';

const context = { Execution: { Name: 'run-1' } };
const variables: Record<string, unknown> = { cart: { items: [1, 2, 3] } };

function read(text: string, input: unknown): unknown {
  return parsePath(text)!.read({ input, around: surroundings(context, variables) });
}

const store = {
  name: 'shop',
  'odd name': 1,
  books: [
    { title: 'A', price: 5, tags: ['x'] },
    { title: 'B', price: 15, tags: [] },
    { title: 'C', price: 25, tags: ['x', 'y'] },
  ],
};

describe('paths', () => {
  it.each([
    ['$', store],
    ['$.name', 'shop'],
    ["$['odd name']", 1],
    ['$.books[1].title', 'B'],
    ['$.books[-1].title', 'C'],
    ['$.books[0:2].title', ['A', 'B']],
    ['$.books[*].price', [5, 15, 25]],
    ['$.books[0,2].title', ['A', 'C']],
    ['$..price', [5, 15, 25]],
    ['$.books[?(@.price > 10)].title', ['B', 'C']],
    ["$.books[?(@.price < 20 && @.title != 'A')].title", ['B']],
    ["$.books[?('x' in @.tags)].title", ['A', 'C']],
    ['$$.Execution.Name', 'run-1'],
    ['$cart.items[2]', 3],
  ])('%s', (text, value) => expect(read(text, store)).toEqual(value));

  it('a definite path that leads nowhere is undefined, an indefinite one empty (recorded)', () => {
    expect(read('$.no.such', store)).toBeUndefined();
    expect(read('$.no.items[*]', {})).toEqual([]);
    expect(read('$[*]', {})).toEqual([]);
    expect(read('$nothing', store)).toBeUndefined();
  });

  it('keeps backslashes in bracket names (recorded)', () => {
    expect(read(String.raw`$['Test\""Name"']`, { [String.raw`Test\""Name"`]: 1 })).toBe(1);
  });

  it.each(['name', '$.', '$..', '$.a b', '$[', "$['a]", '$[?(@.a ==)]'])('%s is none', (text) => {
    expect(parsePath(text)).toBeUndefined();
  });

  it('knows what ResultPath may be', () => {
    expect(parsePath('$.a[0].b')!.reference).toBe(true);
    expect(parsePath('$.a[*]')!.reference).toBe(false);
    expect(parsePath('$$.a')!.reference).toBe(false);
    expect(canonicalPath(parsePath('$.a.b[0]')!)).toBe("$['a']['b'][0]");
  });
});
