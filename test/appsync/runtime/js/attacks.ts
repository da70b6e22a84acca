// Code that the validator refuses, run straight in a realm, in both sandboxes: nothing of the host may be reached and
// nothing may be left behind.

/** Ways to the host's Function. */
export const CONTAINED: readonly (readonly [name: string, body: string])[] = [
  ['a function made from text', "return Function('return typeof process')()"],
  ["the maker of a literal's maker", "return [].constructor.constructor('return typeof process')()"],
  ['the maker of an async function', "return (async()=>{}).constructor('return typeof process')()"],
  ['the maker of a generator', "return (function*(){}).constructor('return typeof process')()"],
  ['the maker of ctx', "return ctx.constructor.constructor('return typeof process')()"],
  ['the maker of ctx.args', "return ctx.args.constructor.constructor('return typeof process')()"],
  ['the maker of a util function', "return util.autoId.constructor('return typeof process')()"],
  ['the maker of a guard', "return $.tick.constructor('return typeof process')()"],
  ['the maker of a Promise', "return Promise.resolve().constructor.constructor('return typeof process')()"],
  ['eval, called indirectly', "return (0, eval)('typeof process')"],
  ['WebAssembly', 'return new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])) && "made"'],
  ["the global object's maker", "return globalThis.constructor.constructor('return typeof process')()"],
  [
    'an error of the host',
    "try { util.matches('(', 'a') } catch (e) { return e.constructor.constructor('return typeof process')() }",
  ],
  [
    'an error from running out of stack',
    "const f = () => f(); try { f() } catch (e) { return e.constructor.constructor('return typeof process')() }",
  ],
];

/** Changes to what invocations share. */
export const POLLUTING: readonly string[] = [
  'Object.prototype.polluted = 1',
  'Array.prototype.polluted = 1',
  'Array.prototype.map = () => 1',
  'JSON.parse = () => 1',
  "Object.defineProperty(String.prototype, 'trim', { value: () => 1 })",
  'Object.setPrototypeOf(Array.prototype, { polluted: 1 })',
  'Error.prepareStackTrace = (e, s) => s',
  'Error.stackTraceLimit = 1000',
  'util.autoId = () => 1',
  'util.time.nowISO8601 = () => 1',
  'Promise.prototype.then = () => 1',
  'Symbol.prototype.polluted = 1',
  '[][Symbol.iterator]().__proto__.next = () => 1',
  '$.tick = () => 1',
  '(() => {}).__proto__.polluted = 1',
  '$m["@aws-appsync/utils"].util = 1',
];
