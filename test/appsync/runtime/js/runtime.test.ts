// Units as execution/ uses them: what a handler gets, what it gives, and what crosses the border on the way.
import { describe, expect, it } from 'vitest';
import { createJsRuntime } from '../../../../src/appsync/runtime/js/index.js';
import { createManualClock } from '../../../../src/lib/clock.js';
import { createTrace } from '../../../../src/lib/trace.js';
import { fieldOf, moduleOf, ports, unitOf } from './harness.js';

const value = (expected: unknown) => ({ kind: 'value', value: expected });

describe('a unit', () => {
  it('says which handlers it has', () => {
    expect(unitOf('export const response = (ctx) => ctx.result;')).toMatchObject({
      hasRequest: false,
      hasResponse: true,
    });
    expect(unitOf(moduleOf('return {};'))).toMatchObject({ hasRequest: true, hasResponse: true });
  });

  it('hands over the whole context', () => {
    const unit = unitOf(moduleOf('return { ...ctx };', 'return [ctx, ctx.args === ctx.arguments];'));
    const scope = fieldOf({
      arguments: { id: '1' },
      source: { a: 1 },
      stash: { s: 1 },
      operation: { identity: { sub: 'u' }, env: { E: '1' } },
    });
    const context = {
      arguments: { id: '1' },
      source: { a: 1 },
      stash: { s: 1 },
      identity: { sub: 'u' },
      request: { headers: { host: 'localhost' }, domainName: null },
      env: { E: '1' },
      info: { fieldName: 'post', parentTypeName: 'Query', variables: { id: '1' } },
      prev: { result: 5 },
      outErrors: [],
    };
    expect(unit.request(scope, { prev: { result: 5 } })).toEqual(value({ ...context, result: null, error: null }));
    const error = { message: 'm', errorType: 't', data: null, errorInfo: null };
    expect(unit.response(scope, { prev: { result: 5 }, result: [1], error })).toEqual(
      value([{ ...context, result: [1], error: { message: 'm', type: 't' } }, true]),
    );
  });

  it('reads only what it uses of what it is given, through aliases and destructuring', () => {
    const huge = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, at]));
    const read: string[] = [];
    const watched = new Proxy(
      { ...huge, id: 'x', at: { b: 1 } },
      {
        get(target, key) {
          read.push(String(key));
          return Reflect.get(target, key);
        },
      },
    );
    const unit = unitOf(
      moduleOf('const { args } = ctx; const { id } = args; const a = args; return [id, a.at.b, ctx.args.none];'),
    );
    expect(unit.request(fieldOf({ arguments: watched }), {})).toEqual(value(['x', 1, null]));
    expect([...new Set(read)].sort()).toEqual(['at', 'id']);
  });

  it('leaves the selection set out of JSON, and gives it to whoever asks for it by name', () => {
    // Each handler as it is, and in a form that runs in the realm.
    const shown = { fieldName: 'post', parentTypeName: 'Query', variables: { id: '1' } };
    const list = ['id'];
    for (const [body, value] of [
      ['return ctx.info;', shown],
      ['return { payload: ctx.info };', { payload: shown }],
      ['return { ...ctx.info };', shown],
      ['const { info } = ctx; return { info, list: info.selectionSetList };', { info: shown, list }],
      ['const { selectionSetList } = ctx.info; return selectionSetList;', list],
      ['return ctx.info.selectionSetGraphQL;', '{ id }'],
      ['return JSON.parse(JSON.stringify(ctx.info));', shown],
      ['return JSON.parse(JSON.stringify(ctx)).info;', shown],
      ['return [ctx].map(({ info }) => [info, info.selectionSetList])[0];', [shown, list]],
      ['return Object.keys(ctx.info);', Object.keys(shown)],
      ['return util.dynamodb.toMapValues(ctx.info).selectionSetList ?? "none";', 'none'],
    ] as const) {
      for (const text of [body, `for (const x of []) { return x; } ${body}`]) {
        const outcome = unitOf(moduleOf(text)).request(fieldOf(), {});
        expect([text, JSON.parse(JSON.stringify(outcome))]).toEqual([text, { kind: 'value', value }]);
      }
    }
  });

  it('gives the result itself when the handler only passes it on', () => {
    const result = { deep: { list: [1, 2, 3] } };
    for (const response of [
      'return ctx.result;',
      'if (ctx.error) { util.error(ctx.error.message); } return ctx.result;',
      'const { error, result } = ctx; if (error) { return util.appendError(error.message, error.type, result); } return result;',
      'return ctx.result ?? null;',
      'return ctx.args.never ? null : ctx.result;',
    ]) {
      const outcome = unitOf(moduleOf('', response)).response(fieldOf(), { result });
      expect(outcome.kind === 'value' && outcome.value).toBe(result);
    }
  });

  it('never gives a result that was changed as if it was not', () => {
    const result = { n: 1, list: [2, 1] };
    for (const response of [
      'ctx.result.n = 2; return ctx.result;',
      'const r = ctx.result; r.n = 2; return r;',
      'const { result } = ctx; result.n = 2; return result;',
      'change(ctx); return ctx.result;',
      'Object.assign(ctx.result, { n: 2 }); return ctx.result;',
    ]) {
      const outcome = unitOf(moduleOf('', response, 'function change(c) { c.result.n = 2; }')).response(fieldOf(), {
        result,
      });
      expect(outcome).toEqual(value({ n: 2, list: [2, 1] }));
    }
    expect(unitOf(moduleOf('', 'ctx.result.list.sort(); return ctx.result;')).response(fieldOf(), { result })).toEqual(
      value({ n: 1, list: [1, 2] }),
    );
    expect(result).toEqual({ n: 1, list: [2, 1] });
  });

  it('passes the result on as the data of an error', () => {
    const unit = unitOf(moduleOf('', 'util.appendError("a", "A", ctx.result); util.error("e", "E", ctx.result);'));
    const scope = fieldOf();
    const result = { a: 1 };
    const fault = { kind: 'error', fault: { message: 'e', errorType: 'E', data: { a: 1 }, errorInfo: null } };
    expect(unit.response(scope, { result })).toEqual(fault);
    expect(scope.errors).toEqual([{ message: 'a', errorType: 'A', data: { a: 1 }, errorInfo: null }]);
  });

  it('treats results that are no objects as values', () => {
    const unit = unitOf(moduleOf('', 'if (!ctx.result) { return "none"; } return ctx.result;'));
    expect(unit.response(fieldOf(), { result: null })).toEqual(value('none'));
    expect(unit.response(fieldOf(), {})).toEqual(value('none'));
    expect(unit.response(fieldOf(), { result: 5 })).toEqual(value(5));
    expect(unitOf(moduleOf('', 'return ctx.result.a;')).response(fieldOf(), { result: null })).toMatchObject({
      kind: 'error',
    });
    expect(unitOf(moduleOf('', 'return ctx.result.length;')).response(fieldOf(), { result: [1, 2] })).toEqual(value(2));
  });

  it('gives null for nothing', () => {
    expect(unitOf(moduleOf('')).request(fieldOf(), {})).toEqual(value(null));
    expect(unitOf(moduleOf('return undefined;')).request(fieldOf(), {})).toEqual(value(null));
  });

  it('keeps the stash from handler to handler', () => {
    const unit = unitOf(
      moduleOf('ctx.stash.a = { b: 1 }; return 1;', 'delete ctx.stash.old; ctx.stash.a.c = 2; return ctx.result;'),
    );
    const scope = fieldOf({ stash: { old: 1 } });
    unit.request(scope, {});
    expect(scope.stash).toEqual({ old: 1, a: { b: 1 } });
    unit.response(scope, { result: 1 });
    expect(scope.stash).toEqual({ a: { b: 1, c: 2 } });
    const before = scope.stash;
    unitOf(moduleOf('return ctx.stash.a.b;')).request(scope, {});
    expect(scope.stash).toBe(before);
  });

  it('keeps the stash, errors and effects of a handler that then fails', () => {
    const unit = unitOf(
      moduleOf(
        'ctx.stash.a = 1; util.appendError("first"); util.http.addResponseHeader("x-a", "1"); return ctx.args.a.b;',
      ),
    );
    const scope = fieldOf();
    expect(unit.request(scope, {})).toMatchObject({ kind: 'error', fault: { errorType: 'Code' } });
    expect(scope.stash).toEqual({ a: 1 });
    expect(scope.errors).toHaveLength(1);
    expect(scope.effects).toEqual([{ kind: 'response-header', name: 'x-a', value: '1' }]);
  });

  it('returns early', () => {
    const run = (body: string) => unitOf(moduleOf(body)).request(fieldOf(), {});
    expect(run('runtime.earlyReturn({ a: 1 }); return 2;')).toEqual({
      kind: 'early-return',
      value: { a: 1 },
      skipTo: 'NEXT',
    });
    expect(run('runtime.earlyReturn({ a: 1 }, { skipTo: "END" });')).toMatchObject({ skipTo: 'END' });
    expect(run('runtime.earlyReturn();')).toMatchObject({ value: null });
    const early = unitOf(moduleOf('', 'runtime.earlyReturn(ctx.result);')).response(fieldOf(), { result: { b: 1 } });
    expect(early).toMatchObject({ kind: 'early-return', value: { b: 1 } });
  });

  it('refuses access in the words of AppSync', () => {
    expect(unitOf(moduleOf('util.unauthorized();')).request(fieldOf(), {})).toEqual({
      kind: 'error',
      fault: {
        message: 'Not Authorized to access post on type Query',
        errorType: 'Unauthorized',
        data: null,
        errorInfo: null,
      },
    });
  });

  it('collects what extensions ask for', () => {
    const scope = fieldOf();
    unitOf(
      moduleOf('extensions.evictFromApiCache("Query", "posts", { "context.arguments.id": ctx.args.id }); return null;'),
    ).request(scope, {});
    expect(scope.effects).toEqual([{ kind: 'evict-from-api-cache', typeName: 'Query', fieldName: 'posts', keys: {} }]);
  });

  it('fails with the place in the message', () => {
    const run = (body: string) => unitOf(moduleOf(body)).request(fieldOf({ arguments: { list: [1] } }), {});
    const message = (body: string) => {
      const outcome = run(body);
      return outcome.kind === 'error' ? outcome.fault.message : undefined;
    };
    expect(message('return ctx.args.a.b;')).toBe("code.js:3:50: Cannot read properties of undefined (reading 'b')");
    expect(message('return 1 + ctx.args.list.concat([2]).nothing();')).toBe(
      'code.js:3:69: ctx.args.list.concat([2]).nothing is not a function',
    );
    expect(message('for (const x of ctx.args.none) {}')).toMatch(/^code\.js:3:\d+: ctx\.args\.none is not iterable$/);
    expect(message('return Math.max(...ctx.args.none);')).toMatch(/^code\.js:3:\d+: ctx\.args\.none is not iterable$/);
    expect(message('const a = {}; a.a = a; return a;')).toMatch(/circular/);
    expect(message('return util.matches("(", "a");')).toMatch(/^code\.js:3:\d+: /);
  });

  it('writes log lines with their place, to the log and the trace', () => {
    const clock = createManualClock();
    const trace = createTrace('t', clock);
    const scope = fieldOf({ operation: { trace } });
    unitOf(
      moduleOf('\n  console.log("a", { b: [1] }, undefined);\n console.error(2);\n console.log();\n return 1;'),
    ).request(scope, {});
    expect(scope.logs).toEqual([
      'INFO - code.js:4:3: "a" {"b":[1]} undefined',
      'ERROR - code.js:5:2: 2',
      'INFO - code.js:6:2: ',
    ]);
    expect(trace.steps.map(({ name, detail }) => [name, detail['level']])).toEqual([
      ['log', 'info'],
      ['log', 'error'],
      ['log', 'info'],
    ]);
  });

  it('says nothing twice when a handler needs copies of what operations share', () => {
    const scope = fieldOf({ operation: { identity: { claims: { a: 1 } } } });
    const unit = unitOf(moduleOf('console.log("once"); ctx.identity.claims.a = 2; return ctx.identity.claims;'));
    expect(unit.request(scope, {})).toEqual(value({ a: 2 }));
    expect(scope.logs).toHaveLength(1);
  });

  it('gives copies to handlers that change what operations share, whatever they change it with', () => {
    for (const change of [
      'g.sort()',
      'g.reverse()',
      'g.push(1)',
      'g.pop()',
      'g.shift()',
      'g.unshift(1)',
      'g.splice(0, 1)',
      'g.splice(1, 0, 1)',
      'g.fill(1)',
      'g.length = 0',
      'g[0] = 1',
      'g[5] = 1',
      'delete g[0]',
      'Object.assign(g, [1])',
      'ctx.identity.sub = 1',
      'ctx.identity.more = 1',
      'ctx.identity.sub += 1',
      'ctx.identity.more ??= 1',
      'delete ctx.identity.sub',
      'Object.assign(ctx.identity, { sub: 1 })',
      '[g[0], g[1]] = [g[1], g[0]]',
      'for (g[0] of [1, 2]) {}',
      '({ sub: ctx.identity.sub } = { sub: 1 })',
      'ctx.identity.toString = 1',
    ]) {
      const text = `const g = ctx.identity.groups; ${change}; return ctx.identity;`;
      const identity = { sub: 'u', groups: ['b', 'a'] };
      const copy = JSON.parse(JSON.stringify(identity)) as typeof identity;
      const expected: unknown = new Function('ctx', text)({ identity: copy });
      const unit = unitOf(moduleOf(text));
      for (let turn = 0; turn < 2; turn += 1) {
        const outcome = unit.request(fieldOf({ operation: { identity } }), {});
        expect([change, outcome]).toEqual([change, value(JSON.parse(JSON.stringify(expected)))]);
      }
    }
  });

  it('does not confuse operations, however many', () => {
    const unit = unitOf(moduleOf('return ctx.identity.sub;'));
    const scopes = Array.from({ length: 1200 }, (_, at) => fieldOf({ operation: { identity: { sub: `u${at}` } } }));
    for (const pass of [1, 2]) {
      scopes.forEach((scope, at) => {
        expect([pass, unit.request(scope, {})]).toEqual([pass, value(`u${at}`)]);
      });
    }
  });

  it('tells util.authType', () => {
    expect(unitOf(moduleOf('return util.authType();')).request(fieldOf(), {})).toEqual(value('API Key Authorization'));
  });

  it('takes time and chance from the ports', () => {
    const clock = createManualClock(Date.UTC(2026, 5, 1));
    const unit = unitOf(
      moduleOf('return [util.time.nowISO8601(), util.autoId(), Math.random()];'),
      createJsRuntime({ ...ports(), clock }),
    );
    const first = unit.request(fieldOf(), {});
    expect(first).toMatchObject({
      value: ['2026-06-01T00:00:00.000Z', expect.stringMatching(/^[0-9a-f-]{36}$/), expect.any(Number)],
    });
    expect(unit.request(fieldOf(), {})).not.toEqual(first);
  });
});

describe('limits', () => {
  const run = (body: string, top = '') =>
    unitOf(moduleOf(body, undefined, top)).request(fieldOf({ arguments: { s: 'x'.repeat(1000) } }), {});
  const many = Array.from({ length: 24 }, (_, at) => `const f${at + 1} = () => f${at}() + f${at}();`).join('\n');
  const RUNAWAYS: readonly (readonly [name: string, body: string, top?: string])[] = [
    ['calls that double', 'return f24();', `const f0 = () => 1;\n${many}`],
    [
      'strings that double',
      `let s = ctx.args.s; for (const x of list) { s = s + s; } return s.length;`,
      `const list = [${'1,'.repeat(60)}];`,
    ],
    [
      'strings that double by +=',
      `let s = ctx.args.s; for (const x of list) { s += s; } return s.length;`,
      `const list = [${'1,'.repeat(60)}];`,
    ],
    [
      'templates that double',
      'let s = ctx.args.s; for (const x of list) { s = `${s}${s}`; } return s.length;',
      `const list = [${'1,'.repeat(60)}];`,
    ],
    [
      'lists that double',
      `let a = [1]; for (const x of list) { a = [...a, ...a]; } return a.length;`,
      `const list = [${'1,'.repeat(60)}];`,
    ],
    [
      'concat that doubles',
      `let a = [1]; for (const x of list) { a = a.concat(a); } return a.length;`,
      `const list = [${'1,'.repeat(60)}];`,
    ],
    [
      'loops in loops',
      'let n = 0; for (const a of list) { for (const b of list) { for (const c of list) { n += 1; } } } return n;',
      `const list = [${'1,'.repeat(400)}];`,
    ],
    ['a sparse list', 'const a = []; a[4000000000] = 1; return a;'],
    ['a sparse list by destructuring', 'const a = []; [a[4000000000]] = [1]; return a;'],
    ['a sparse list in an object pattern', 'const a = []; ({ b: a["4000000000"] } = { b: 1 }); return a;'],
    ['a list made long', 'const a = []; a.length = 4000000000; return a;'],
    [
      'a list made long bit by bit',
      'const a = [1]; for (const x of list) { a.length *= 10; } return a;',
      `const list = [${'1,'.repeat(60)}];`,
    ],
    ['a list made long by Object.assign', 'return Object.assign([], { 4000000000: 1 });'],
    [
      'replace that grows',
      'let s = ctx.args.s; for (const x of list) { s = s.replaceAll("x", "xx"); } return s.length;',
      `const list = [${'1,'.repeat(60)}];`,
    ],
  ];
  for (const [name, body, top] of RUNAWAYS) {
    it(`ends ${name}`, () => {
      expect(run(body, top)).toMatchObject({ kind: 'error', fault: { errorType: 'Code' } });
    });
  }

  it('a pattern that would search for ever', () => {
    expect(run('return util.matches("(x+x+)+y", ctx.args.s);')).toMatchObject({ kind: 'error' });
  });

  it('leave ordinary work alone', () => {
    expect(
      run(
        'let n = 0; for (const a of list) { for (const b of list) { n += a * b; } } return n;',
        `const list = [${'1,'.repeat(600)}];`,
      ),
    ).toEqual(value(360_000));
  });

  it('refuse code that is too long, not counting its source map', () => {
    const { unit, diagnostics } = createJsRuntime(ports()).compile({
      text: `export const request = () => '${'a'.repeat(33_000)}';`,
      place: { logicalId: 'Resolver' },
    });
    expect(unit).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'JS_TOO_LARGE', place: { logicalId: 'Resolver' } }]);
  });
});
