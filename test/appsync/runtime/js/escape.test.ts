// The two walls around resolver code: the validator, and behind it a realm from which nothing of the host can be reached.
// The second half runs code that the validator refuses, straight in a realm.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHostCall } from '../../../../src/appsync/runtime/host/host-call.js';
import { createReader, createWriter } from '../../../../src/appsync/runtime/js/realm/codec.js';
import { NOTHING_RETURNED, SEE_RECORD } from '../../../../src/appsync/runtime/js/realm/protocol.js';
import { createRealm, type Realm } from '../../../../src/appsync/runtime/js/realm.js';
import { CONTAINED, POLLUTING, REFUSED } from './attacks.js';
import { evaluated, fieldOf, moduleOf, ports, resultOf, unitOf } from './harness.js';

describe('the validator', () => {
  for (const [name, body] of REFUSED) {
    it(`refuses ${name}`, () => {
      const answer = evaluated(body);
      expect(answer.error?.message).toBe('The code contains one or more errors.');
      expect(answer.error?.codeErrors?.length).toBeGreaterThan(0);
      expect(answer.evaluationResult).toBeUndefined();
    });
  }

  it('refuses code that would end the wrapper early', () => {
    for (const text of ['}); process.exit(); ({', '}]}); (() => {', '/*', '`', '#!/usr/bin/node']) {
      expect(evaluated(text).error?.codeErrors).toBeDefined();
    }
  });

  it('keeps guards out of reach by name', () => {
    expect(resultOf('const $ = { tick: 5 }; const $m = 1; return [$.tick, $m];')).toEqual([5, 1]);
    expect(evaluated('return $;').error?.codeErrors?.[0]?.value).toBe("Cannot find name '$'.");
    expect(evaluated('return $m;').error?.codeErrors).toBeDefined();
  });
});

describe('the realm', () => {
  let realm: Realm;
  let asked: string[];
  beforeEach(() => {
    asked = [];
    const host = createHostCall(ports());
    realm = createRealm((name, argument) => {
      asked.push(name);
      if (name === 'log') return '';
      return host(name, argument);
    });
  });
  afterEach(() => {
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(([] as unknown as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  /** Runs a handler's body unchecked, and gives its value or the failure's message. */
  function run(body: string): unknown {
    const id = realm.load(
      `'use strict';(function($,{util,runtime,extensions,console},$m){return[true,function(){return{request(ctx){${body}}}}]})`,
      'appsync:code.js',
    );
    const end = createWriter(realm.inBox).write({ a: { b: 1 } }, 0);
    const answer = realm.run(id, 'request', -1, 1, '{}');
    expect(end).toBeGreaterThan(0);
    expect(typeof answer).toBe('number');
    const tokens = Array.from({ length: Math.max(answer, 0) }, (_, at) => realm.outBox[at]);
    for (const token of tokens)
      expect(token === null || ['string', 'number', 'boolean'].includes(typeof token)).toBe(true);
    if (answer === NOTHING_RETURNED) return undefined;
    if (answer !== SEE_RECORD) return createReader(realm.outBox, []).next();
    return (JSON.parse(realm.record()) as { message: string }).message;
  }

  for (const [name, body] of CONTAINED) {
    it(`contains ${name}`, () => {
      expect(String(run(body))).toMatch(/Code generation from strings disallowed|Wasm code generation disallowed/);
    });
  }

  it('has no host globals', () => {
    expect(
      run(
        "return ['process','require','module','Buffer','fetch','setTimeout','console','performance'].filter((n) => n in globalThis)",
      ),
    ).toEqual(
      // V8 gives every context a console of its own, which prints nowhere.
      ['console'],
    );
    expect(
      run(
        'const c = (() => { try { return globalThis.console.log.constructor("return process")() } catch (e) { return e.message } })(); return c',
      ),
    ).toMatch(/Code generation/);
  });

  it('refuses to change a built-in', () => {
    for (const body of POLLUTING) {
      expect([body, run(`${body}; return "changed"`)]).not.toContain('changed');
    }
  });

  it('gives call sites nothing of the host', () => {
    expect(
      run(`
        const seen = [];
        const error = new Error('x');
        try { Object.defineProperty(error, 'stack', { get() { seen.push('read'); return 'x' } }) } catch {}
        return typeof error.stack + seen.length`),
    ).toBe('string1');
    expect(run("return String(new Error('x').stack).includes('/src/')")).toBe(false);
  });

  it('answers with text whatever is thrown or returned', () => {
    expect(run("throw { get message() { return 'm' }, get stack() { return 's' } }")).toBe('m');
    expect(run('throw null')).toMatch(/Cannot|null/);
    expect(run('throw new Proxy({}, { get() { throw 1 } })')).toBeDefined();
    expect(run('const a = {}; a.a = a; return a')).toMatch(/circular/i);
    expect(run('return { toJSON() { return { made: "by toJSON" } } }')).toEqual({ made: 'by toJSON' });
    expect(run('return { toJSON() { throw { message: "from toJSON" } } }')).toBe('from toJSON');
    expect(run('return () => 1')).toBeUndefined();
    expect(run('return Symbol("a")')).toBeUndefined();
    expect(run('return 10n')).toMatch(/BigInt/);
    expect(run('return new Proxy([], {})')).toEqual([]);
  });

  it('survives a stack that runs out, and the next run is whole', () => {
    expect(run('const f = (n) => f(n + 1) + 1; return f(0)')).toMatch(/stack/);
    expect(
      run('const deep = []; let at = deep; for (let i = 0; i < 2e5; i++) { at[0] = []; at = at[0] } return deep'),
    ).toMatch(/stack/);
    expect(run('return 1')).toBe(1);
  });

  it('reads getters across no border: the host gets text only', () => {
    expect(run('return { get a() { return 1 }, get [Symbol.toStringTag]() { return "x" } }')).toEqual({ a: 1 });
    expect(asked.filter((name) => name !== 'matches')).toEqual([]);
  });

  it('is another realm than any other one', () => {
    const other = createRealm(createHostCall(ports()));
    expect(other.modules.get('@aws-appsync/utils')?.has('util')).toBe(true);
    expect(run('globalThis.left = 1; return 1')).toBe(1);
    const id = other.load(
      "'use strict';(function(){return[true,function(){return{request(){return typeof left}}}]})",
      'x.js',
    );
    expect(other.run(id, 'request', -1, 0, '')).toBe(1);
    expect(other.outBox[0]).toBe('undefined');
  });
});

describe('one invocation leaves nothing for the next', () => {
  it('module-level state is fresh', () => {
    const unit = unitOf(
      moduleOf(
        'count = count + 1; list.push(count); memo.a = (memo.a ?? 0) + 1; return [count, list, memo];',
        undefined,
        'let count = 0;\nconst list = [];\nconst memo = {};',
      ),
    );
    for (let turn = 0; turn < 3; turn += 1) {
      expect(unit.request(fieldOf(), {})).toEqual({ kind: 'value', value: [1, [1], { a: 1 }] });
    }
  });

  it('properties of functions are not kept', () => {
    const unit = unitOf(moduleOf('tally.n = (tally.n ?? 0) + 1; return tally.n;', undefined, 'function tally() {}'));
    const first = unit.request(fieldOf(), {});
    expect(unit.request(fieldOf(), {})).toEqual(first);
  });

  it('arguments, identity and headers are not kept', () => {
    const unit = unitOf(
      moduleOf(
        'ctx.args.n = (ctx.args.n ?? 0) + 1; ctx.identity.groups.push("c"); return [ctx.args, ctx.identity.groups];',
      ),
    );
    const scope = fieldOf({ arguments: {}, operation: { identity: { groups: ['a', 'b'] } } });
    for (let turn = 0; turn < 3; turn += 1) {
      expect(unit.request(scope, {})).toEqual({ kind: 'value', value: [{ n: 1 }, ['a', 'b', 'c']] });
    }
    expect(scope.operation.identity).toEqual({ groups: ['a', 'b'] });
    expect(scope.arguments).toEqual({});
  });
});
