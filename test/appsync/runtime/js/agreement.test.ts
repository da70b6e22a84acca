// One handler, three ways to run it: translated for the host, in the realm with what it seems to read, and in the realm
// with the whole context. Whatever chance makes of handlers, all three must end the same.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createJsRuntime, type JsRuntime } from '../../../../src/appsync/runtime/js/index.js';
import { createRealm } from '../../../../src/appsync/runtime/js/realm.js';
import { createManualClock } from '../../../../src/lib/clock.js';
import { fieldOf } from './harness.js';
import { createRandomCases, type RandomCase } from './random-handlers.js';

/** Chance without a memory: a handler that is run twice sees the same. */
const random = { next: () => 0.5, uuid: () => 'uuid', bytes: (count: number) => new Uint8Array(count) };
const ports = () => ({ clock: createManualClock(), random });
const IMPORTS = [
  "import { extensions, runtime, util } from '@aws-appsync/utils';",
  "import * as ddb from '@aws-appsync/utils/dynamodb';",
  "import * as rds from '@aws-appsync/utils/rds';",
].join(' ');
const TOP = 'function inside(x) { return [x, x?.id, x?.args?.items]; }';

/** What a handler reads shows in its text. */
const plain = (body: string): string => `${IMPORTS}\n${TOP}\nexport function request(ctx) { ${body} }`;
/** The same text at the same place, in a function that is given the whole context. */
const hidden = (body: string): string =>
  `${IMPORTS}\n${TOP}\nfunction whole_(ctx)         { ${body} }\nexport function request(ctx) { return whole_(ctx); }`;

function run(code: string, { context }: RandomCase, runtime: JsRuntime): object | undefined {
  const given = JSON.parse(context);
  const before = JSON.stringify(given);
  const { unit } = runtime.compile({ text: code, place: {} });
  if (!unit) return undefined;
  const { identity, env, request, source, info } = given;
  const stash = given.stash as Record<string, unknown>;
  const scope = fieldOf({
    arguments: given.arguments,
    source,
    info: () => info,
    stash,
    operation: { identity, env, request },
  });
  const { prev, result, error } = given;
  const state = {
    prev,
    result,
    ...(error ? { error: { message: error.message, errorType: error.type } as never } : {}),
  };
  const outcome = unit.request(scope, state);
  expect(JSON.stringify(given)).toBe(before);
  return {
    outcome,
    logs: scope.logs,
    stash: scope.stash,
    errors: scope.errors,
    effects: scope.effects,
  };
}

interface Runtimes {
  readonly all: JsRuntime;
  readonly realm: JsRuntime;
}

const runtimes = (): Runtimes => ({
  all: createJsRuntime(ports()),
  realm: createJsRuntime({ ...ports(), sandbox: createRealm }),
});

/** How the three end when they do not end the same; undefined for code that does not compile. */
function compare(made: RandomCase, { all, realm }: Runtimes): string[] | undefined {
  const direct = run(plain(made.body), made, all);
  if (!direct) return undefined;
  const shaped = run(plain(made.body), made, realm);
  const whole = run(hidden(made.body), made, realm);
  const told = (name: string, other: unknown): string[] =>
    isDeepStrictEqual(other, shaped)
      ? []
      : [[name, made.body, made.context, JSON.stringify(other), JSON.stringify(shaped)].join('\n  ')];
  return [...told('direct and shaped', direct), ...told('whole and shaped', whole)];
}

/** Runs until `count` handlers compiled; gives those that end differently. */
function disagreements(seed: number, wild: boolean, count: number): string[] {
  const next = createRandomCases(seed, wild);
  const inherited = Reflect.ownKeys(Object.prototype).length;
  const found: string[] = [];
  const both = runtimes();
  for (let compiled = 0; compiled < count; ) {
    const told = compare(next(), both);
    if (!told) continue;
    compiled += 1;
    found.push(...told);
  }
  expect(Reflect.ownKeys(Object.prototype).length).toBe(inherited);
  return found;
}

/** Ways to read more of `ctx` than shows at first sight. */
const HARD = [
  'const all = { ctx }; return all.ctx.result.items;',
  'const f = (c) => c.result.items; return f(ctx);',
  'const f = ({ result: { items } }) => items; return f(ctx);',
  'const f = (c = ctx) => c.args; return f();',
  'const f = () => ctx.result; return f().items;',
  'const f = () => ({ r: ctx.result }); return f().r.items;',
  'const g = () => { return ctx.result; }; const r = g(); r.items.push(1); return r;',
  'const { ...rest } = ctx; return rest.result;',
  'const { [`re${"sult"}`]: r } = ctx; return r.items;',
  'const { result: { items: [first, ...others] } } = ctx; return [first, others];',
  'const { items = ctx.args.items } = ctx.result.none ?? {}; return items;',
  'let r = ctx.args; r = ctx.result; return r.items;',
  'let r; r = ctx.result; return r.items;',
  'let r; [r] = [ctx.result]; return r.items;',
  'let r; ({ result: r } = ctx); return r.items;',
  'const a = ctx.result; const b = a; b.items.push(9); return a;',
  'const a = ctx.result; a.more = 1; return ctx.result;',
  'ctx.result.items[0].a = 5; return ctx.result;',
  'delete ctx.result.items; return ctx.result;',
  'Object.assign(ctx.result, { more: 1 }); return ctx.result;',
  'for (const k in ctx.result) { ctx.stash[k] = ctx.result[k]; } return ctx.stash;',
  'for (const [k, v] of Object.entries(ctx.args)) { ctx.stash[k] = v; } return ctx.stash;',
  'for (ctx.stash.k of ctx.result.items) {} return ctx.stash;',
  'const { args, args: { id }, arguments: b } = ctx; args.id = 2; return [id, b.id, args === b];',
  'return [ctx.args === ctx.arguments, ctx.result === ctx.result, ctx.result.items === ctx.result.items];',
  'return { a: ctx.result, b: { ...ctx.result.items[0] }, c: [ctx.result] };',
  'return { __proto__: ctx.result, a: 1 };',
  'return { toJSON: () => ctx.result.items };',
  'return { items: ctx.result.items, n: ctx.result.items.length };',
  'return ctx.result && ctx.result.items && ctx.result.items.length;',
  'return (ctx.result || {}).items;',
  'return (ctx.none ?? ctx.result).items;',
  'return (ctx.args.id ? ctx.result : ctx.args).items;',
  'return (0, ctx.result).items;',
  'return typeof ctx.result + typeof ctx.result.items;',
  'return `${ctx.result.items}` + ctx.result;',
  'return ctx.result == "[object Object]";',
  'return [ctx.result].concat(ctx.result.items);',
  'return JSON.stringify({ r: ctx.result, c: ctx });',
  'switch (ctx.result.items.length) { case 2: return ctx.result; default: return null; }',
  'return ctx.result.hasOwnProperty("items");',
  'const { hasOwnProperty: h } = ctx.result; return typeof h;',
  'return ctx.result.items.map(() => ctx.result.items).flat();',
  'if (ctx.error) { return 1; } var ctx2 = ctx; return ctx2.result.items;',
  'var r = ctx.args; var r = ctx.result; return r.items;',
  'function result(ctx) { return ctx.items; } return result(ctx.result);',
  'util.appendError("a", "b", ctx.result, ctx.args); return ctx.outErrors;',
  'util.appendError("a", "b", { r: ctx.result }); ctx.result.items.push(1); return ctx.result;',
  'util.error("a", "b", ctx.result.items[0], ctx.result);',
  'runtime.earlyReturn(ctx.result);',
  'runtime.earlyReturn({ r: ctx.result, n: ctx.result.items.length });',
  'ctx.stash.r = ctx.result; ctx.stash.r.items.push(1); return ctx.result;',
  'ctx.stash.r = ctx.result; return ctx.stash.r.items.length;',
  'const { stash } = ctx; stash.a = stash.b; stash.b = ctx.args; return stash;',
  'ctx.identity.groups.sort(); return ctx.identity;',
  'ctx.identity.groups.fill(1); ctx.identity.groups.reverse(); ctx.identity.groups.splice(0, 1); return ctx.identity;',
  'ctx.identity.groups.unshift(1); ctx.identity.groups.shift(); ctx.identity.groups.pop(); return ctx.identity;',
  'ctx.request.headers.more = 1; delete ctx.request.headers.id; return ctx.request;',
  'Object.assign(ctx.env, { more: 1 }); return ctx.env;',
  'const x = ctx.info; return [x, x.selectionSetList, Object.keys(x), { ...x }];',
];

const HARD_CONTEXT = JSON.stringify({
  arguments: { id: 1, items: [{ a: 1 }, { a: 2 }] },
  source: { id: 's' },
  stash: { a: 1, b: { c: 2 } },
  prev: { result: { items: [1] } },
  result: { items: [{ a: 1 }, { a: [2] }], n: null },
  identity: { sub: 'u', groups: ['b', 'a'] },
  info: {
    fieldName: 'f',
    parentTypeName: 'Query',
    variables: {},
    selectionSetList: ['id'],
    selectionSetGraphQL: '{ id }',
  },
  env: { name: 'n' },
  request: { headers: { id: 'h' }, domainName: null },
});

const COUNT = Number(process.env['CASES'] ?? 400);

describe('handlers that hide what they read', () => {
  const both = runtimes();
  for (const body of HARD) {
    it(body, () => {
      expect(compare({ body, context: HARD_CONTEXT }, both)).toEqual([]);
    });
  }
});

describe('handlers made by chance', () => {
  it('end the same wherever they run', () => {
    expect(disagreements(Number(process.env['SEED'] ?? 1), false, COUNT).slice(0, 5)).toEqual([]);
  }, 60_000);

  it('end the same when what they read is hard to see', () => {
    expect(disagreements(Number(process.env['SEED'] ?? 2), true, COUNT).slice(0, 5)).toEqual([]);
  }, 60_000);
});
