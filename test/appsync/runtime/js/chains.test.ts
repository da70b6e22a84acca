// Optional chains, whose meaning instrument.ts must not touch: chains made by chance, against the host's own reading of the
// same text; and what esbuild and TypeScript make of chains for engines without them.
import { describe, expect, it } from 'vitest';
import { createJsRuntime, type JsRuntime } from '../../../../src/appsync/runtime/js/index.js';
import { createSeededRandom } from '../../../../src/lib/random.js';
import { fieldOf, moduleOf, ports, resultOf, unitOf } from './harness.js';

const VALUES = [
  "const k = 'b';",
  'let calls = 0;',
  "const deep = () => ({ b: { b: 'x,y' }, n: null, l: [[4], 'z'], f: () => { calls += 1; return null; } });",
  "const o = { b: { b: [1, 'x'], n: null, l: ['m'], f: deep }, n: null, l: ['k', [2]], s: 'a,b', f: () => { calls += 1; return deep(); } };",
].join(' ');

function createChains(seed: number): () => string {
  const random = createSeededRandom(seed);
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random.next() * items.length)]!;
  return () => {
    let chain = one(['o', 'o', 'o.f()', '(o?.n)', 'deep()', 'o.b']);
    for (let steps = 1 + Math.floor(random.next() * 5); steps > 0; steps -= 1) {
      const optional = random.next() < 0.5;
      const name = one(['b', 'n', 'l', 's', 'f', 'x']);
      chain += one([
        () => `${optional ? '?.' : '.'}${name}`,
        () => `${optional ? '?.' : '.'}${name}`,
        () => `${optional ? '?.' : ''}[${one(['0', 'k', '"b"', '1', 'o?.b.l[0]', 'k.concat("")'])}]`,
        () => `${optional ? '?.' : '.'}f${one(['', '?.'])}()`,
        () => `${optional ? '?.' : '.'}f${one(['', '?.'])}()`,
        () =>
          `${optional ? '?.' : '.'}${one(['concat', 'slice', 'includes', 'split'])}(${one(['1', '[1]', 'o.b?.b.slice(0)'])})`,
        () => `${optional ? '?.' : ''}["concat"]([7])`,
      ])();
    }
    return random.next() < 0.1 ? `(${chain})?.b` : chain;
  };
}

/** The value as JSON has it, or the first words of the failure. */
function inRealm(body: string, runtime: JsRuntime): unknown {
  const outcome = unitOf(moduleOf(body), runtime).request(fieldOf(), {});
  if (outcome.kind !== 'error') return outcome;
  return outcome.fault.message.replace(/^\S+ /, '');
}

function inHost(body: string): unknown {
  try {
    const value: unknown = new Function(body)();
    return { kind: 'value', value: JSON.parse(JSON.stringify(value ?? null)) };
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

/** V8 words what can't be called by how the text was written; all that counts is that it fails for that reason. */
const reason = (answer: unknown): unknown =>
  typeof answer === 'string' ? answer.replace(/^.* is not a function.*$/, 'not a function') : answer;

describe('optional chains', () => {
  it('mean what they mean elsewhere', () => {
    const next = createChains(3);
    const runtime = createJsRuntime(ports());
    const wrong: unknown[] = [];
    for (let count = 0; count < Number(process.env['CASES'] ?? 600); count += 1) {
      const chain = next();
      const body = `${VALUES} const value = ${chain}; return [value, calls];`;
      const [ours, theirs] = [reason(inRealm(body, runtime)), reason(inHost(body))];
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) wrong.push([chain, ours, theirs]);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  }, 60_000);

  it('work in the forms that compilers make of them', () => {
    const context = { arguments: { a: { b: [1, 2], s: 'x,y' }, none: null } };
    for (const [body, value] of [
      ['var _a; return (_a = ctx.args.a) === null || _a === void 0 ? void 0 : _a.b;', [1, 2]],
      ['var _a; return (_a = ctx.args.none) === null || _a === void 0 ? void 0 : _a.b;', null],
      ['var _a; return (_a = ctx.args.a) == null ? void 0 : _a.b.concat([3]);', [1, 2, 3]],
      ['var _a, _b; return (_b = (_a = ctx.args.none) == null ? void 0 : _a.b) != null ? _b : "or";', 'or'],
      [
        'var _a, _b; return (_b = (_a = ctx.args.a) === null || _a === void 0 ? void 0 : _a.s.split(",")) !== null && _b !== void 0 ? _b : [];',
        ['x', 'y'],
      ],
      ['var _a; ctx.stash.n = (_a = ctx.stash.n) != null ? _a : 5; return ctx.stash.n;', 5],
      ['var _a; (_a = ctx.stash).n || (_a.n = 6); return ctx.stash.n;', 6],
      ['var _a; (_a = ctx.stash).n ?? (_a.n = 7); return ctx.stash;', { n: 7 }],
      ['var _a = ctx.args, _b = _a.a, a = _b === void 0 ? {} : _b; return a.b;', [1, 2]],
      ['const { a: _a = {}, ...rest } = ctx.args; return [_a.b, rest];', [[1, 2], { none: null }]],
      ['let _a; return [(_a = ctx.args, _a.a), (0, ctx.args).none];', [context.arguments.a, null]],
      [
        'const key = _key => _key == null ? void 0 : _key.b; return [key(ctx.args.a), key(ctx.args.none)];',
        [[1, 2], null],
      ],
      ['return ctx.args.a?.b /* . */ . /* . */ concat /* ( */ // (\n ([3]);', [1, 2, 3]],
      ['return ctx.args.a?.b /* [ */ ["concat"]([3]);', [1, 2, 3]],
      ['console.log /* ( */ (1); return true;', true],
      ['return !((ctx.args.a) == null || (ctx.args.a).b == null);', true],
    ] as const) {
      expect([body, resultOf(body, context)]).toEqual([body, value]);
    }
  });
});
