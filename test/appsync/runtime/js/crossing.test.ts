// What a handler only passes on is handed through as it is, at any place of its value; what it looks into or changes is a
// copy. Each line of HANDED gives the host's own list, each of COPIED an equal one.
import { describe, expect, it } from 'vitest';
import { fieldOf, moduleOf, unitOf } from './harness.js';

const items = [{ a: 1, b: [1, 2] }, { a: 2 }];
const result = { items, nextToken: 'n', none: null };
const respond = (body: string, top = '') =>
  unitOf(moduleOf('return {};', body, top)).response(fieldOf({ arguments: { items } }), { result, prev: { result } });
/** The first list found in an outcome's value. */
const listOf = (value: unknown): unknown => {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.values(value)
    .map(listOf)
    .find((found) => Array.isArray(found));
};

const HANDED = [
  'return ctx.result.items;',
  'return { items: ctx.result.items, nextToken: ctx.result.nextToken };',
  'const { items, nextToken } = ctx.result; return { items, nextToken };',
  'const { items = [], nextToken = null } = ctx.result; return { page: { items }, nextToken };',
  'if (!ctx.result) { return null; } return ctx.result.items;',
  'if (ctx.result === null || ctx.result.items == undefined) { return null; } return { items: ctx.result.items };',
  'return ctx.result && ctx.result.items;',
  'return ctx.result?.items ?? [];',
  'return { items: ctx.result.items || [] };',
  'return ctx.prev.result;',
  'const { args } = ctx; return { items: args.items };',
  'return ctx.args;',
  'ctx.stash.items = ctx.result.items; return ctx.stash.items;',
  'const { error, result } = ctx; if (error) { util.error(error.message, error.type, result); } return result;',
];

const COPIED = [
  'const { items } = ctx.result; items.push({ a: 3 }); items.splice(2, 1); return items;',
  'return { items: ctx.result.items.map((one) => one) };',
  'return [...ctx.result.items];',
  'const out = { items: ctx.result.items }; out.items[0].a = 1; return out;',
  'const { items } = ctx.result; items[0].a = 1; return { items };',
  'const f = (x) => x; return f(ctx.result.items);',
  'return JSON.parse(JSON.stringify(ctx.result.items));',
  'let { items } = ctx.result; items = items.slice(); return items;',
];

describe('the border', () => {
  for (const body of HANDED) {
    it(`hands through: ${body}`, () => {
      const outcome = respond(body) as { value: unknown };
      expect(listOf(outcome.value)).toBe(items);
    });
  }

  for (const body of COPIED) {
    it(`copies: ${body}`, () => {
      const outcome = respond(body) as { value: unknown };
      expect(listOf(outcome.value)).toEqual(items);
      expect(listOf(outcome.value)).not.toBe(items);
    });
  }

  it('never shows a stand-in for a value that is looked at', () => {
    for (const [body, value] of [
      ['return { n: ctx.result.items.length, items: ctx.result.items };', { n: 2, items }],
      ['return { [ctx.result.items]: 1 };', { '[object Object],[object Object]': 1 }],
      ['return { ...ctx.result.items[0] };', items[0]],
      ['return ctx.result.items == "x";', false],
      ['return `${ctx.result.items}`;', '[object Object],[object Object]'],
      ['return ctx.result.items + "";', '[object Object],[object Object]'],
      ['return { a: { toJSON: () => ctx.result.items } };', { a: items }],
      ['return [1].map(() => ctx.result.items)[0][0].a;', 1],
      ['return { items: ctx.result.items }.items[0].a;', 1],
      ['return typeof ctx.result.none;', 'object'],
    ] as const) {
      expect([body, respond(body)]).toEqual([body, { kind: 'value', value }]);
    }
    expect(result).toEqual({ items: [{ a: 1, b: [1, 2] }, { a: 2 }], nextToken: 'n', none: null });
  });

  it('never takes a function of the author for one of the library', () => {
    const util = 'const util = { error: (message, type, data) => data.items };';
    expect(respond(`${util} return util.error("m", "t", ctx.result);`)).toEqual({ kind: 'value', value: items });
    const shadow = 'var ctx = { result: { items: 1 } }; return ctx.result;';
    expect(respond(shadow)).toEqual({ kind: 'value', value: { items: 1 } });
  });

  it('hands data of an error through, and only data', () => {
    const outcome = respond('util.error("m", "t", ctx.result);') as { fault: { data: unknown } };
    expect(outcome.fault.data).toBe(result);
    expect(respond('util.error(ctx.result.nextToken, "t", null, ctx.result.items);')).toMatchObject({
      kind: 'error',
      fault: { message: 'n', errorInfo: items },
    });
  });

  it('keeps what JSON keeps', () => {
    const value = {
      a: undefined,
      b: Number.NaN,
      c: -0,
      d: [undefined, Number.POSITIVE_INFINITY],
      e: '\ud800',
      f: 1e21,
    };
    const outcome = unitOf(moduleOf('return { ...ctx.args };')).request(fieldOf({ arguments: value }), {});
    expect(outcome).toEqual({ kind: 'value', value: JSON.parse(JSON.stringify(value)) });
  });

  it('carries values deeper than its own steps go', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 1200; level += 1) deep = [deep];
    const outcome = unitOf(moduleOf('return { ...ctx.args };')).request(fieldOf({ arguments: { deep } }), {});
    expect(JSON.stringify(outcome)).toBe(JSON.stringify({ kind: 'value', value: { deep } }));
  });
});
