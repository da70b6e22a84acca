// What APPSYNC_JS allows, run: one line for each feature of supported-features.md.
import { describe, expect, it } from 'vitest';
import { FEATURES, WRITES } from './features.js';
import { evaluated, resultOf } from './harness.js';

describe('writing to lists and objects', () => {
  for (const [body, value] of WRITES) it(body, () => expect(resultOf(body)).toEqual(value));
});

describe('APPSYNC_JS', () => {
  for (const [body, value] of FEATURES) {
    it(body, () => expect(resultOf(body)).toEqual(value));
  }

  it('goes over what a list held when the loop began (field report: pushed items are not visited)', () => {
    expect(
      resultOf('const a = [1, 2]; const seen = []; for (const x of a) { seen.push(x); a.push(x); } return [seen, a];'),
    ).toEqual([
      [1, 2],
      [1, 2, 1, 2],
    ]);
  });

  it('replaces by Java patterns', () => {
    expect(resultOf('return "a1b22".replace("[0-9]+", "#");')).toBe('a#b22');
    expect(resultOf('return "a1b22".replaceAll("\\\\d+", "<$0>");')).toBe('a<1>b<22>');
    expect(resultOf('return "a.b.c".replaceAll("\\\\.", "-");')).toBe('a-b-c');
    expect(resultOf('return "John Smith".replace("(\\\\w+) (\\\\w+)", "$2 $1");')).toBe('Smith John');
    expect(resultOf('return "aXbx".replaceAll("(?i)x", "");')).toBe('ab');
    expect(resultOf('return ["aaa".replaceAll("a", "$"), "ab".replaceAll("", "-"), "a-b".replace("-", "")];')).toEqual([
      '$$$',
      '-a-b-',
      'ab',
    ]);
    expect(
      resultOf('const s = ctx.args.none; return [s?.replace("a", "b"), ctx.args.x?.y.replaceAll("a", "b")];'),
    ).toEqual([null, null]);
  });

  it('has no padEnd on strings whose type the text does not show', () => {
    expect(evaluated('return ctx.args.s.padEnd(5);', { arguments: { s: 'a' } }).error?.message).toMatch(
      /^code\.js:3:\d+: ctx\.args\.s\.padEnd is not a function$/,
    );
  });

  it('lets objects have any property name', () => {
    const names = ['toString', 'valueOf', 'hasOwnProperty', 'message', 'name'];
    for (const name of names) {
      expect(resultOf(`const o = {}; o.${name} = 1; o['${name}'] += 1; return o;`)).toEqual({ [name]: 2 });
    }
    expect(
      resultOf('const key = ctx.args.key; const o = {}; o[key] = 1; return o;', { arguments: { key: 'constructor' } }),
    ).toEqual({
      constructor: 1,
    });
  });
});
