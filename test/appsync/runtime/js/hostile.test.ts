// Findings of a review of the language's walls as an attacker: code that the validator lets through has to end, in memory
// and time, and code that it cannot even read is refused and not thrown at the caller.
import { describe, expect, it } from 'vitest';
import { evaluated, fieldOf, moduleOf, resultOf, unitOf } from './harness.js';

describe('chains', () => {
  const VALUES: readonly (readonly [body: string, value: unknown])[] = [
    ['const a = null; return [a?.b.concat([1]).length.x.y];', [null]],
    ['const a = { b: [1] }; return a?.b.concat([2]).map((n) => n + 1);', [2, 3]],
    ['const a = null; return [a?.b["concat"]([1])];', [null]],
    [
      'const a = { b: "x,y" }; return [a?.b.replace("x", "z").split(","), a?.["b"]?.split(",")];',
      [
        ['z', 'y'],
        ['x', 'y'],
      ],
    ],
    ['const a = null; return [a?.b.replace("x", "z").split(",").length];', [null]],
    ['const a = {}; return [a.b?.c.slice(1).d, a.b?.slice(1)];', [null, null]],
    ['const f = () => ({ l: [1, 2] }); return f()?.l.slice(1);', [2]],
    ['const a = { b: null }; return [a?.b?.concat(1), (a?.b)?.concat(1)];', [null, null]],
  ];
  for (const [body, value] of VALUES) it(body, () => expect(resultOf(body)).toEqual(value));

  it('fail where nothing ended them', () => {
    for (const body of ['const a = {}; return a?.b.concat([1]);', 'const a = {}; return a?.b.replace("a", "b");']) {
      expect(evaluated(body).error?.message).toContain('Cannot read properties of undefined');
    }
  });
});

describe('what runs away', () => {
  const run = (body: string, top = '') =>
    unitOf(moduleOf(body, undefined, top)).request(fieldOf({ arguments: { s: 'x'.repeat(1000), l: ['x'] } }), {});
  const list = (length: number): string => `const list = [${'1,'.repeat(length)}];`;
  const RUNAWAYS: readonly (readonly [name: string, body: string, top?: string])[] = [
    [
      'concat in a chain',
      'let a = { b: [1] }; for (const x of list) { a = { b: a?.b.concat(a.b) }; } return 1;',
      list(60),
    ],
    ['concat in an optional call', 'let a = [1]; for (const x of list) { a = a?.concat(a); } return 1;', list(60)],
    ['repeat at the end of a chain', 'return ctx.args?.l?.[0]?.repeat(1e9);'],
    ['repeat in brackets', 'return ctx.args.s["repeat"](1e9);'],
    ['repeat by a name worked out', 'const k = "rep" + "eat"; return ctx.args.s[k](1e6);'],
    ['repeat by a name worked out, in a chain', 'const k = "rep" + "eat"; return ctx.args?.s[k](1e6);'],
    ['padEnd by a name worked out', 'const k = "pad" + "End"; return ctx.args.s[k](1e9, "ab");'],
    ["a text's maker", 'const k = "constr" + "uctor"; return ctx.args.s[k]("a");'],
    [
      'concat by a name worked out',
      'let a = [1]; const k = "con" + "cat"; for (const x of list) { a = a[k](a); } return 1;',
      list(60),
    ],
    ['a length by Object.assign', 'return Object.assign([], { length: 4000000000 });'],
    [
      'a list made long by many gaps',
      'const a = []; for (const x of list) { a[a.length + 99000] = 1; } return a;',
      list(3000),
    ],
    [
      'JSON.parse of much, often',
      'let s = ctx.args.s; for (const x of list) { s = s.length < 100000 ? s + s : s; JSON.parse(s); } return 1;',
      list(3000),
    ],
    ['callbacks in callbacks', 'return list.map((a) => list.map((b) => list.map((c) => 1)));', list(400)],
    ['recursion through an object', 'const o = { f: (n) => o.f(n + 1) + 1 }; return o.f(0);'],
    ['recursion through a callback', 'const o = { f: (n) => [n].map((m) => o.f(m + 1)) }; return o.f(0);'],
    ['recursion through toString', 'const o = { toString: () => `${o}` }; return `${o}`;'],
    ['recursion through valueOf', 'const o = { valueOf: () => o + 1 }; return o + 1;'],
    ['recursion through toJSON', 'const o = { toJSON: () => JSON.stringify(o) }; return o;'],
    ['a circle', 'const o = {}; o.o = o; return o;'],
  ];
  for (const [name, body, top] of RUNAWAYS) {
    it(`ends ${name}`, () => {
      expect(run(body, top)).toMatchObject({ kind: 'error', fault: { errorType: 'Code' } });
    });
  }

  it('and the next run is whole', () => {
    expect(run('return 1;')).toEqual({ kind: 'value', value: 1 });
  });
});

describe('hooks and prototypes', () => {
  const VALUES: readonly (readonly [body: string, value: unknown])[] = [
    ['return { toJSON: () => ({ made: 1 }) };', { made: 1 }],
    ['return `${{ toString: () => "made" }}`;', 'made'],
    ['return { valueOf: () => 2 } * 2;', 4],
    ['return JSON.parse("[1]", (k, v) => 2);', undefined],
    ['return { ["__proto__"]: { a: 1 } }.a;', null],
    ['const o = { __proto__: { toString: 1 } }; return Object.keys(o);', []],
    ['return { ...JSON.parse("{\\"__proto__\\":{\\"polluted\\":1}}") }.polluted;', null],
    ['const k = "__pro" + "to__"; const o = {}; o[k] = { polluted: 1 }; return ({}).polluted;', null],
    ['return [..."añ😀", ...["x"]];', ['a', 'ñ', '😀', 'x']],
    ['const { length, ...rest } = "ab"; return [length, rest];', [2, { 0: 'a', 1: 'b' }]],
    [
      'const o = { constructor: 1, toString: 2, hasOwnProperty: 3 }; return o;',
      { constructor: 1, toString: 2, hasOwnProperty: 3 },
    ],
  ];
  for (const [body, value] of VALUES) {
    it(body, () => {
      if (value === undefined) expect(evaluated(body).error).toBeDefined();
      else expect(resultOf(body)).toEqual(value);
    });
  }

  it('carry __proto__ over the border as the name it is', () => {
    const given = JSON.parse('{"__proto__":{"polluted":1},"a":1}') as Record<string, unknown>;
    const outcome = unitOf(moduleOf('return { ...ctx.args };')).request(fieldOf({ arguments: given }), {});
    const { value } = outcome as { value: object };
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":1},"a":1}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('what cannot be read', () => {
  it('is refused when it is nested too deeply', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['(', ')'],
      ['{a:', '}'],
      ['-', ''],
      ['!', ''],
    ] as const) {
      const depth = Math.floor(30_000 / (open.length + close.length));
      const text = `export const request = () => (${open.repeat(depth)}1${close.repeat(depth)});`;
      expect(evaluatedModule(text)?.length).toBeGreaterThan(0);
    }
    expect(evaluatedModule(`export const request = () => 1${'+1'.repeat(15_000)};`)?.length).toBeGreaterThan(0);
  });

  const evaluatedModule = (text: string) => {
    const answer = evaluated(`return 1; } ${text} function rest() {`);
    return answer.error?.codeErrors;
  };

  it('is refused wherever code hides', () => {
    for (const body of [
      'const { a = this } = {}; return a;',
      'const [a = new Map()] = []; return a;',
      'const f = ({ b = async () => 1 }) => b; return f({});',
      'return { [new Date()]: 1 };',
      'const { [eval("a")]: b } = {}; return b;',
      'return { get a() { return 1; } };',
      'return { set a(v) {} };',
      'return { async a() { return 1; } };',
      'return { *a() {} };',
      'return { a() { return super.b; } };',
      'return [...(function* () {})()];',
      'return `${class {}}`;',
      'return ((a = import("fs")) => a)();',
      'const t = { t: 1 }; return t.t`a`;',
      'return ctx?.constructor;',
      'return ctx?.["constructor"];',
      'return ctx?.[`constructor`];',
      'const { ["constructor"]: c } = {}; return c;',
      'const { ctor: { constructor: c } } = { ctor: {} }; return c;',
      'for (const { constructor } of [[]]) { return constructor; }',
      'return (({ constructor }) => constructor)([]);',
      'let c; ({ constructor: c } = []); return c;',
      'return [3, 1].sort((a, b) => a - b);',
      'return a#b;',
      'using a = null; return 1;',
      'return #a in {};',
      'with (ctx) { return 1; }',
      'a: for (const x of []) { break a; }',
    ]) {
      expect([body, evaluated(body).error?.codeErrors?.length ?? 0]).not.toEqual([body, 0]);
    }
  });
});
