// One line for each feature of supported-features.md: what a handler's body gives. Run in both sandboxes.

export const FEATURES: readonly (readonly [body: string, value: unknown])[] = [
  ['return [7 + 2, 7 - 2, 7 * 2, 7 / 2, 7 % 2, 7 ** 2];', [9, 5, 14, 3.5, 1, 49]],
  ['return [6 & 3, 6 | 3, 6 ^ 3, 1 << 3, -8 >> 1, 8 >>> 1];', [2, 7, 5, 8, -4, 4]],
  ['return [null ?? 1, 0 ?? 1, 0 || 1, 1 && 2, !1];', [1, 0, 1, 2, false]],
  ['const a = null; return [a?.b, a?.b.c, a?.[0], { f: 1 }?.f];', [null, null, null, 1]],
  [
    'const f = () => ({ l: [1] }); return [f()?.l.concat(2), f()?.x?.concat(1), f().x?.y.concat(1)];',
    [[1, 2], null, null],
  ],
  ['return [typeof "a", typeof void 0, typeof (() => 1)];', ['string', 'undefined', 'function']],
  ['const o = { a: 1 }; delete o.a; return o;', {}],
  ['const a = [1, 2]; return [...a, ...[3], ...(null ?? [])];', [1, 2, 3]],
  ['return { ...{ a: 1, b: 1 }, b: 2, ...null };', { a: 1, b: 2 }],
  ['let n = 1; n += 2; n *= 3; n -= 1; n **= 2; n ||= 5; let m; m ??= 7; return [n, m];', [64, 7]],
  ['var a = 1; var a = 2; return a;', 2],
  ['let out = ""; for (const c of "añ😀") { out += c + "|"; } return out;', 'a|ñ|😀|'],
  ['const out = []; for (const k in { a: 1, b: 2 }) { out.push(k); } return out;', ['a', 'b']],
  ['let n = 0; for (const x of [1, 2, 3, 4]) { if (x === 3) { break; } n += x; } return n;', 3],
  ['let at = 0; for (at of [1, 2]) {} return at;', 2],
  ['switch ("b") { case "a": return 1; case "b": case "c": return 2; default: return 3; }', 2],
  ['return `a${1 + 1}${`n${"x"}`}\nb`;', 'a2nx\nb'],
  ['return String.raw`a\\n${1}`;', 'a\\n1'],
  ['const f = (a, b = 2, ...rest) => [a, b, rest]; return f(1, undefined, 3, 4);', [1, 2, [3, 4]]],
  ['const { a: { b: [, c] }, d = 4, ...rest } = { a: { b: [1, 2] }, e: 5 }; return [c, d, rest];', [2, 4, { e: 5 }]],
  ['const f = function (n) { return n * 2; }; return [1, 2].map(f);', [2, 4]],
  ['const k = "x"; return { [k]: 1, [`${k}y`]: 2, k };', { x: 1, xy: 2, k: 'x' }],
  ['return [NaN, Infinity, undefined].map((x) => typeof x);', ['number', 'number', 'undefined']],
  ['return [Number.isNaN(NaN), Number.isFinite(1 / 0), Array.isArray([])];', [true, false, true]],
  ['return [Math.min(2, 1), Math.max(1, 2), Math.round(1.5), Math.floor(-1.5), Math.ceil(1.2)];', [1, 2, 2, -2, 2]],
  ['const r = Math.random(); return r >= 0 && r < 1;', true],
  [
    'return [Object.keys({ a: 1 }), Object.values({ a: 1 }), Object.entries({ a: 1 }), Object.hasOwn({ a: 1 }, "b")];',
    [['a'], [1], [['a', 1]], false],
  ],
  ['return Object.assign({ a: 1 }, null, { b: 2 });', { a: 1, b: 2 }],
  ['return [JSON.parse("[1]"), JSON.parse("{a"), JSON.stringify({ a: [1] })];', [[1], '', '{"a":[1]}']],
  [
    'return ["a-b".split("-"), "abc".slice(1), " a ".trim(), "ab".charAt(1), "ab".toUpperCase()];',
    [['a', 'b'], 'bc', 'a', 'b', 'AB'],
  ],
  [
    'return ["aXbX".lastIndexOf("X"), "ab".startsWith("a"), "ab".endsWith("b"), "a".concat("b", 1)];',
    [3, true, true, 'ab1'],
  ],
  [
    'return [[3, 1, 2].sort(), [1, 2].reverse(), [1, [2, [3]]].flat(2), [1, 2, 3].splice(1, 1)];',
    [[1, 2, 3], [2, 1], [1, 2, 3], [2]],
  ],
  ['return [1, 2, 3].reduceRight((a, b) => a + b, "");', '321'],
  ['return [1, 2].flatMap((n) => [n, n * 10]);', [1, 10, 2, 20]],
  ['return [["a", "b"].includes("a"), [1].concat([2], 3), [1, 2].fill(0, 1)];', [true, [1, 2, 3], [1, 0]]],
  ['const list = []; [1, 2].forEach((n, i) => { list.push(n + i); }); return list;', [1, 3]],
  ['return { a: undefined, b: () => 1, c: NaN, d: [undefined] };', { c: null, d: [null] }],
];

export const WRITES: readonly (readonly [body: string, value: unknown])[] = [
  ['const a = []; a[0] = 1; a[a.length] = 2; a[2] ??= 3; a[0] += 5; return a;', [6, 2, 3]],
  ['const o = {}; o[12345678901] = 1; o["b"] = o[12345678901]; return o;', { 12345678901: 1, b: 1 }],
  ['const o = { list: [[1]] }; o.list[o.list[0][0] - 1][1] = 2; return o;', { list: [[1, 2]] }],
  [
    'const a = [1, 2, 3]; a.length = 1; const o = { length: 5 }; o.length = 9; return [a, a.length, o];',
    [[1], 1, { length: 9 }],
  ],
  ['const a = [1, 2]; [a[1], a[0]] = [1, 2]; return a;', [2, 1]],
  ['const o = {}; ({ x: o["k"], ...o.rest } = { x: 1, y: 2 }); return o;', { k: 1, rest: { y: 2 } }],
  ['const a = []; for (a[0] of [1, 2]) {} return a;', [2]],
];
