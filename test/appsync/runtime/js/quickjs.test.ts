// `sandbox: quickjs`: the same language and the same walls in an engine of its own.
import { beforeAll, describe, expect, it } from 'vitest';
import { createHostCall } from '../../../../src/appsync/runtime/host/host-call.js';
import { createJsRuntime, type Sandbox } from '../../../../src/appsync/runtime/js/index.js';
import { loadQuickJs } from '../../../../src/appsync/runtime/js/quickjs-realm.js';
import { createReader, createWriter } from '../../../../src/appsync/runtime/js/realm/codec.js';
import { NOTHING_RETURNED, SEE_RECORD } from '../../../../src/appsync/runtime/js/realm/protocol.js';
import type { Realm } from '../../../../src/appsync/runtime/js/realm.js';
import { CONTAINED, POLLUTING } from './attacks.js';
import { FEATURES, WRITES } from './features.js';
import { fieldOf, moduleOf, ports, unitOf } from './harness.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await loadQuickJs();
});

describe('APPSYNC_JS in QuickJS', () => {
  it('gives what it gives elsewhere', () => {
    const runtime = createJsRuntime({ ...ports(), sandbox });
    for (const [body, value] of [...FEATURES, ...WRITES]) {
      const outcome = unitOf(moduleOf(body), runtime).request(fieldOf(), {});
      expect([body, outcome]).toEqual([body, { kind: 'value', value }]);
    }
  });

  it('hands over the context, keeps the stash, writes the log, and passes on what it does not look at', () => {
    const runtime = createJsRuntime({ ...ports(), sandbox });
    const unit = unitOf(
      moduleOf(
        'ctx.stash.seen = ctx.args.id; console.log("id", ctx.args.id); return { who: ctx.identity.sub, all: ctx.args };',
        'return { items: ctx.result.items, next: ctx.result.next };',
      ),
      runtime,
    );
    const scope = fieldOf({ arguments: { id: 'a' }, operation: { identity: { sub: 'u' } } });
    expect(unit.request(scope, {})).toEqual({ kind: 'value', value: { who: 'u', all: { id: 'a' } } });
    expect(scope.stash).toEqual({ seen: 'a' });
    expect(scope.logs).toEqual([expect.stringContaining('"id" "a"')]);
    const items = [{ a: 1 }];
    const outcome = unit.response(scope, { result: { items, next: 'n' } });
    expect(outcome).toEqual({ kind: 'value', value: { items, next: 'n' } });
    expect((outcome as { value: { items: unknown } }).value.items).toBe(items);
  });

  it('fails with the place in the message', () => {
    const unit = unitOf(moduleOf('return ctx.args.a.b;'), createJsRuntime({ ...ports(), sandbox }));
    expect(unit.request(fieldOf(), {})).toMatchObject({
      kind: 'error',
      fault: { errorType: 'Code', message: expect.stringMatching(/^code\.js:3:\d+: cannot read property/) },
    });
  });

  it('gives copies to a handler that changes what operations share', () => {
    const unit = unitOf(
      moduleOf('ctx.identity.groups.push("c"); return ctx.identity.groups;'),
      createJsRuntime({ ...ports(), sandbox }),
    );
    const scope = fieldOf({ operation: { identity: { groups: ['a'] } } });
    for (let turn = 0; turn < 2; turn += 1) {
      expect(unit.request(scope, {})).toEqual({ kind: 'value', value: ['a', 'c'] });
    }
  });

  it('ends runaway code', () => {
    const top = `const list = [${'1,'.repeat(400)}];`;
    const body =
      'let n = 0; for (const a of list) { for (const b of list) { for (const c of list) { n += 1; } } } return n;';
    const unit = unitOf(moduleOf(body, undefined, top), createJsRuntime({ ...ports(), sandbox }));
    expect(unit.request(fieldOf(), {})).toMatchObject({ kind: 'error', fault: { errorType: 'Code' } });
  });
});

describe('the realm in QuickJS', () => {
  const asked: string[] = [];
  const realmOf = (): Realm => {
    const host = createHostCall(ports());
    return sandbox((name, argument) => {
      asked.push(name);
      return host(name, argument);
    });
  };
  const run = (realm: Realm, body: string): unknown => {
    const id = realm.load(
      `'use strict';(function($,{util,runtime,extensions,console},$m){return[true,function(){return{request(ctx){${body}}}}]})`,
      'appsync:code.js',
    );
    createWriter(realm.inBox).write({ a: { b: 1 } }, 0);
    const answer = realm.run(id, 'request', -1, 1, '{}');
    if (answer === NOTHING_RETURNED) return undefined;
    if (answer !== SEE_RECORD) return createReader(realm.outBox, []).next();
    return (JSON.parse(realm.record()) as { message: string }).message;
  };

  it('holds nothing of the host', () => {
    const realm = realmOf();
    // QuickJS makes functions from text; they see its own globals only.
    for (const [name, body] of CONTAINED) {
      expect([name, String(run(realm, body))]).toEqual([
        name,
        expect.stringMatching(/^undefined$|^\[object Object\]$|not defined|is not/),
      ]);
    }
    expect(
      run(
        realm,
        "return ['process','require','Buffer','fetch','setTimeout','std','os'].filter((n) => n in globalThis)",
      ),
    ).toEqual([]);
  });

  it('refuses to change a built-in', () => {
    const realm = realmOf();
    for (const body of POLLUTING) {
      expect([
        body,
        run(realm, `try { ${body} } catch {} return [({}).polluted, [].polluted, [2].map((n) => n)[0]]`),
      ]).toEqual([body, [null, null, 2]]);
    }
  });

  it('ends what only the engine can end, and goes on', () => {
    const realm = realmOf();
    expect(String(run(realm, 'for (;;) {}'))).toMatch(/interrupted/);
    expect(String(run(realm, 'const a = []; for (;;) a.push("x".repeat(1e6) + a.length)'))).toMatch(
      /memory|interrupted/,
    );
    expect(run(realm, 'return 1')).toBe(1);
    // It counts and does not look at the clock: how long that takes is the machine's affair.
  }, 60_000);
});
