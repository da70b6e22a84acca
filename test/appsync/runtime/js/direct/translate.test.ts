// Handlers that never enter the realm: which they are, that their text holds nothing of the author's, and that data of any
// kind leads nowhere. That they end as in the realm is agreement.test.ts's.
import { type AnyNode, parse } from 'acorn';
import { describe, expect, it } from 'vitest';
import { directHandler } from '../../../../../src/appsync/runtime/js/direct/handler.js';
import { createLibrary } from '../../../../../src/appsync/runtime/js/direct/library.js';
import { type Translation, translate } from '../../../../../src/appsync/runtime/js/direct/translate.js';
import { handlersOf } from '../../../../../src/appsync/runtime/js/handlers.js';
import { createJsRuntime } from '../../../../../src/appsync/runtime/js/index.js';
import { parseCode } from '../../../../../src/appsync/runtime/js/parse.js';
import { createRealm } from '../../../../../src/appsync/runtime/js/realm.js';
import { resolveScopes } from '../../../../../src/appsync/runtime/js/scope.js';
import { walk } from '../../../../../src/appsync/runtime/js/tree.js';
import type { FieldScope, Outcome, StepState } from '../../../../../src/appsync/runtime/unit.js';
import { CONTAINED, POLLUTING, REFUSED } from '../attacks.js';
import { fieldOf, moduleOf, ports, unitOf } from '../harness.js';
import { createRandomCases } from '../random-handlers.js';

const library = createLibrary(() => '1', { appendError() {}, authType: () => 'x' });
const TOP =
  "import * as ddb from '@aws-appsync/utils/dynamodb'; import { get, operations } from '@aws-appsync/utils/dynamodb'; const TABLE = 'posts'; const LIST = [1]; function own(x) { return x; }";

/** Undefined for what does not even parse. */
function translationOf(body: string): Translation | undefined {
  const parsed = parseCode(moduleOf(body, undefined, TOP));
  if ('error' in parsed) return undefined;
  const scopes = resolveScopes(parsed.program);
  return translate(handlersOf(scopes, parsed.program).request!, scopes, library);
}

/** The outcome, or undefined when the realm has to run it. */
function run(body: string, scope: FieldScope = fieldOf(), state: StepState = {}): Outcome | undefined {
  const translation = translationOf(body);
  if (!translation) throw new Error(`Not translated: ${body}`);
  const unauthorized = (): Outcome => ({ kind: 'value', value: 'unauthorized' });
  return directHandler(translation, { library, appended: [], unauthorized })(scope, state);
}

const TRANSLATED = [
  'return { operation: "GetItem", key: util.dynamodb.toMapValues({ id: ctx.args.id }) };',
  'const { id, ...values } = ctx.args.input; return ddb.put({ key: { id }, item: values });',
  'return get({ key: { id: ctx.args.id } });',
  'return ddb.update({ key: { id: 1 }, update: { n: operations.increment(1) } });',
  'if (!ctx.args?.input?.id) { util.error("no id", "BadRequest"); } return { table: TABLE };',
  'const { error, result } = ctx; if (error) { return util.appendError(error.message, error.type, result); } return result;',
  'ctx.stash.id = ctx.args.id ?? util.autoId(); return {};',
  'const { limit = 20, nextToken } = ctx.args; return ddb.scan({ limit, nextToken });',
  'return { payload: { ...ctx.args, at: util.time.nowISO8601(), by: ctx.identity?.sub || "nobody" } };',
  'return { key: `${ctx.args.kind}#${ctx.args.id}`, n: ctx.args.n * 2 - 1, first: ctx.args.items[0], m: [1, ctx.args.n > 1] };',
  'const { input: { id } } = ctx.args; runtime.earlyReturn({ id }, { skipTo: "END" });',
  'util.unauthorized();',
  'return { params: { body: JSON.stringify({ id: ctx.args.id }) }, n: Math.min(ctx.args.n ?? 1, 10), old: JSON.parse(ctx.prev.result.body).id };',
];

const LEFT = [
  'return ctx;',
  'return own(ctx.args);',
  'return ctx.args.items.map((x) => x);',
  'return ctx.args.name.toUpperCase();',
  'return ctx.args[ctx.args.key];',
  'return { [ctx.args.key]: 1 };',
  'return [...ctx.args.items];',
  'let n = 1; n = 2; return n;',
  'var ctx = { args: 1 }; return ctx.args;',
  'return ctx.args.toString;',
  'return ctx.args.hasOwnProperty;',
  'const { valueOf } = ctx.args; return valueOf;',
  'return { toString: 1 };',
  'return { "__proto__": ctx.args };',
  'return LIST;',
  'return util;',
  'return util.error;',
  'return ddb.operations;',
  'const e = util.error; return e("a");',
  'return util.error?.("a");',
  'return util.http.addResponseHeader("a", "b");',
  'console.log(1); return 1;',
  'return Object.keys(ctx.args);',
  'return Math.random();',
  'for (const x of ctx.args.items) { return x; }',
  'ctx.args.id = 1; return 1;',
  'ctx.stash.a.b = 1; return 1;',
  'ctx.stash.a = ctx.stash; return 1;',
  'const { stash } = ctx; ctx.stash.a = { stash }; return 1;',
  'ctx.stash["constructor"] = 1; return 1;',
  'function f() {} return 1;',
  'switch (1) { default: return 1; }',
  'return (ctx.args, 1);',
  'return ctx.constructor;',
  'return ctx.nothing;',
  'const util = { error: (m) => m }; return util.error("a");',
];

describe('translate', () => {
  for (const body of TRANSLATED) {
    it(`translates ${body}`, () => {
      expect(translationOf(body)).toBeDefined();
    });
  }

  for (const body of LEFT) {
    it(`leaves to the realm ${body}`, () => {
      expect(translationOf(body)).toBeUndefined();
    });
  }

  it('leaves every attack to the walls', () => {
    for (const [name, body] of [...REFUSED, ...CONTAINED])
      expect([name, translationOf(body)]).toEqual([name, undefined]);
    for (const body of POLLUTING) expect([body, translationOf(body)]).toEqual([body, undefined]);
  });

  it('writes no name of the author', () => {
    const next = createRandomCases(11, false);
    const ours = /^(?:\$[a-zA-Z]+|c_[a-zA-Z]+|[vtpf]\d+|scope|state|stash|info|undefined)$/;
    const members =
      /^(?:operation|identity|request|env|arguments|source|stash|prev|result|error|errors|slice|message|type|errorType|info)$/;
    for (let translated = 0; translated < 300; ) {
      const translation = translationOf(next().body);
      if (!translation) continue;
      translated += 1;
      const names: string[] = [];
      const program = parse(`(function () { ${translation.text} })`, { ecmaVersion: 2022 });
      walk(program, (node: AnyNode, parents) => {
        if (node.type !== 'Identifier') return;
        const parent = parents.at(-1)!;
        const isMember =
          (parent.type === 'MemberExpression' && parent.property === node && !parent.computed) ||
          (parent.type === 'Property' && parent.key === node);
        if (!(isMember ? members : ours).test(node.name)) names.push(node.name);
      });
      expect([translation.text, names]).toEqual([translation.text, []]);
    }
  }, 60_000);
});

describe('a translated handler', () => {
  it('bounds what it writes out', () => {
    const doubling = Array.from({ length: 40 }, (_, at) => `const a${at + 1} = { x: a${at}, y: a${at} };`).join(' ');
    expect(translationOf(`const a0 = {}; ${doubling} return a40;`)).toBeUndefined();
    const inStash = Array.from({ length: 40 }, () => 'ctx.stash.a = { x: ctx.stash.a, y: ctx.stash.a };').join(' ');
    expect(translationOf(`ctx.stash.a = 1; ${inStash} return 1;`)).toBeUndefined();
    const text = Array.from({ length: 20 }, (_, at) => `const a${at + 1} = a${at} + a${at};`).join(' ');
    expect(
      run(`const a0 = ctx.args.text; ${text} return a20;`, fieldOf({ arguments: { text: 'long' } })),
    ).toBeUndefined();
  });

  it('never reaches what data inherits', () => {
    class Row {
      readonly id = 1;
      get secret(): string {
        return 'secret';
      }
      toJSON(): string {
        return 'row';
      }
    }
    const hostile: readonly unknown[] = [
      new Row(),
      new Date(0),
      new Map([['id', 1]]),
      Buffer.from('id'),
      Object.create({ id: 'inherited', secret: 'inherited' }),
      () => 1,
      [1, 2],
      'text',
      1n,
      Number.NaN,
      -0,
      Symbol('s'),
    ];
    for (const a of hostile) {
      for (const body of [
        'return ctx.result.a.secret;',
        'return ctx.result.a.filter;',
        'return ctx.result.a.length;',
        'return ctx.result.a[0];',
        'const { secret } = ctx.result.a; return secret;',
        'const { b, ...rest } = ctx.result.a; return rest;',
        'return { ...ctx.result.a };',
        'return `${ctx.result.a}`;',
        'return ctx.result.a + 1;',
        'return ctx.result.a < 1;',
        'return ctx.result.a === ctx.result.a;',
        'return typeof ctx.result.a;',
        'return util.dynamodb.toDynamoDB(ctx.result.a);',
        'return { b: [util.dynamodb.toMapValues(ctx.result.a)] };',
      ]) {
        const direct = run(body, fieldOf(), { result: { a } });
        // What this tier answers is what the realm answers; the rest it leaves.
        if (direct === undefined) continue;
        const realm = unitOf(moduleOf(body, undefined, TOP), createJsRuntime({ ...ports(), sandbox: createRealm }));
        expect([body, String(a), direct]).toEqual([body, String(a), realm.request(fieldOf(), { result: { a } })]);
      }
    }
  }, 60_000);

  it('reads own members by any name', () => {
    const data = JSON.parse('{"__proto__": {"admin": true}, "then": 1, "filter": 2, "sub": 3, "length": 4}');
    const read = run(
      'const { a } = ctx.args; return [a.then, a.filter, a.sub, a.length, a.admin, { ...a }];',
      fieldOf({ arguments: { a: data } }),
    );
    expect(read).toEqual({ kind: 'value', value: [1, 2, 3, 4, null, data] });
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it('changes nothing of the field before the realm runs it', () => {
    const scope = fieldOf({ stash: { a: 1 } });
    const body = 'ctx.stash.a = 2; util.appendError("m"); return ctx.args.none.id;';
    expect(run(body, scope)).toBeUndefined();
    expect(scope).toMatchObject({ stash: { a: 1 }, errors: [] });
    const again = unitOf(moduleOf(body)).request(scope, {});
    expect(again).toMatchObject({
      kind: 'error',
      fault: { message: expect.stringMatching(/^code\.js:3:\d+: Cannot read/) },
    });
    expect(scope).toMatchObject({ stash: { a: 2 }, errors: [{ message: 'm' }] });
  });

  it('keeps the stash of a handler that ends with an error', () => {
    const scope = fieldOf({ stash: { a: 1, b: 2 } });
    expect(run('ctx.stash.a = undefined; ctx.stash.c = { d: 3 }; util.error("m", "t");', scope)).toMatchObject({
      kind: 'error',
    });
    expect(scope.stash).toEqual({ b: 2, c: { d: 3 } });
    expect(Object.keys(scope.stash)).toEqual(['b', 'c']);
  });

  it('leaves undefined members out, as JSON does', () => {
    const outcome = run('return { a: ctx.args.a, b: { c: ctx.args.a, d: [ctx.args.a] }, e: 1 };') as { value: object };
    expect(outcome.value).toStrictEqual({ b: { d: [null] }, e: 1 });
  });
});
