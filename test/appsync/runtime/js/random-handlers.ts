// Handlers and contexts made by chance, for tests that compare the ways a handler can be run. The same seed makes the
// same ones.
import { createSeededRandom } from '../../../../src/lib/random.js';

export interface RandomCase {
  /** The body of a handler of `ctx`; it may call `inside(x)`, a function of the module's top. */
  readonly body: string;
  /** JSON text of a context. */
  readonly context: string;
}

const KEYS = ['id', 'name', 'items', 'input', 'filter', 'length', 'sub', 'toString'] as const;
const MEMBERS = [
  'args',
  'arguments',
  'result',
  'source',
  'stash',
  'prev',
  'error',
  'identity',
  'info',
  'env',
  'request',
];

/** `wild`: with what only the realm runs, and what makes it hard to see what a handler reads. */
export function createRandomCases(seed: number, wild: boolean): () => RandomCase {
  const random = createSeededRandom(seed);
  const below = (count: number): number => Math.floor(random.next() * count);
  const one = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
  const chance = (share: number): boolean => random.next() < share;
  const key = (): string => (chance(0.03) ? 'toString' : one(KEYS.slice(0, -1)));

  let names: string[] = [];
  /** Whether this handler may use `ctx` as a value, after which everything is read. */
  let escapes = false;
  let made = 0;
  const fresh = (): string => `x${made++}`;

  const literal = (): string => one(['1', '0', '2.5', "'a'", "''", "'é\\u2028'", 'true', 'false', 'null', 'undefined']);

  const path = (): string => {
    let text = names.length > 0 && chance(0.4) ? one(names) : `ctx${chance(0.1) ? '?.' : '.'}${one(MEMBERS)}`;
    for (let steps = one([0, 0, 1, 1, 2, 3]); steps > 0; steps -= 1) {
      const sign = chance(0.85) ? '?.' : '';
      const kind = below(10);
      if (kind === 0) text += `${sign}[0]`;
      else text += kind === 1 ? `${sign}['${key()}']` : `${sign || '.'}${key()}`;
    }
    return text;
  };

  const object = (depth: number): string => {
    const members = Array.from({ length: below(4) }, () =>
      chance(0.25)
        ? `...(${expression(depth - 1)})`
        : `${chance(0.1) ? `'${key()}'` : key()}: ${expression(depth - 1)}`,
    );
    if (names.length > 0 && chance(0.2)) members.push(one(names));
    return `{ ${members.join(', ')} }`;
  };

  const call = (depth: number): string => {
    const inner = (): string => expression(depth - 1);
    return one([
      () => `util.dynamodb.toMapValues(${inner()})`,
      () => `util.dynamodb.toDynamoDB(${inner()})`,
      () => `util.dynamodb.toStringSet([${inner()}])`,
      () => `util.autoId()`,
      () => `util.time.nowISO8601()`,
      () => `util.authType()`,
      () => `util.urlEncode(${inner()})`,
      () => `JSON.stringify(${inner()})`,
      () => `JSON.parse(${one(['\'{"id":[1,-0]}\'', inner()])})`,
      () => `JSON.parse(JSON.stringify(${inner()}))`,
      () => `Math.${one(['min', 'max', 'floor', 'round'])}(${inner()}, ${literal()})`,
      () => `rds.createPgStatement(rds.select({ table: 'a', where: { id: { eq: ${inner()} } } }))`,
      () => `rds.insert({ table: 'a', values: { id: ${inner()} } })`,
      () => `rds.toJsonObject(${inner()})`,
      () => `util.transform.toDynamoDBFilterExpression({ id: { eq: ${inner()} } })`,
      () => `ddb.get({ key: { id: ${inner()} } })`,
      () => `ddb.put({ key: { id: ${inner()} }, item: ${object(depth)} })`,
      () => `ddb.query({ query: { id: { eq: ${inner()} } }, limit: ${inner()}, nextToken: ${inner()} })`,
      () =>
        `ddb.update({ key: { id: ${literal()} }, update: { name: ${inner()}, id: ddb.operations.increment(${inner()}) } })`,
      () => `ddb.put({ key: { id: 1 }, item: { sub: ddb.toStringSet([${inner()}]) } })`,
    ])();
  };

  const wildExpression = (depth: number): string => {
    const inner = (): string => expression(depth - 1);
    return one([
      () => `Object.keys(${inner()} ?? {})`,
      () => `Object.entries(${inner()} ?? {})`,
      () => `JSON.stringify(${inner()})`,
      () => `[${inner()}].map((y) => [y, ${inner()}])`,
      () => `[${inner()}, ${inner()}].filter((y) => y)`,
      () => `inside(${inner()})`,
      () => `(${inner()})[${inner()}]`,
      () => `({ [${inner()}]: ${inner()} })`,
      () => `(${path()}).items?.length`,
      () => `[...(${inner()} ?? [])]`,
      () => `(() => ${inner()})()`,
      () => `(${path()} == null ? void 0 : ${path()})`,
      () => `${path()}?.items.concat([${inner()}])`,
    ])();
  };

  const expression = (depth: number): string => {
    if (wild && escapes && chance(0.04)) {
      return one([
        'inside(ctx)',
        'JSON.stringify(ctx)',
        '({ ...ctx })',
        `[ctx][0].${one(MEMBERS)}`,
        `({ ctx }).ctx.${one(MEMBERS)}`,
      ]);
    }
    if (depth <= 0 || chance(0.3)) return chance(0.3) ? literal() : path();
    if (wild && chance(0.25)) return wildExpression(depth);
    const inner = (): string => expression(depth - 1);
    return one([
      () => `(${object(depth)})`,
      () => `(${object(depth)})`,
      () => `[${inner()}, ${inner()}]`,
      () => `(${inner()} ? ${inner()} : ${inner()})`,
      () => `(${inner()} ?? ${inner()})`,
      () => `(${inner()} || ${inner()})`,
      () => `(${inner()} && ${inner()})`,
      () => `!${inner()}`,
      () => `typeof ${inner()}`,
      () => `(${inner()} ${one(['===', '!==', '==', '!='])} ${one([inner(), 'null', 'undefined', literal()])})`,
      () => `(${inner()} ${one(['+', '+', '-', '*', '/', '%', '<', '>='])} ${inner()})`,
      () => `\`\${${inner()}}-\${${inner()}}\``,
      () => call(depth),
      () => call(depth),
    ])();
  };

  const pattern = (): string => {
    const own: string[] = [];
    const parts = Array.from({ length: 1 + below(3) }, () => {
      const name = fresh();
      own.push(name);
      if (wild && chance(0.15)) return `[${expression(1)}]: ${name}`;
      if (chance(0.15)) return `${key()}: { ${key()}: ${name} }`;
      return `${key()}: ${name}${chance(0.3) ? ` = ${expression(1)}` : ''}`;
    });
    if (chance(0.3)) {
      const name = fresh();
      own.push(name);
      parts.push(`...${name}`);
    }
    names.push(...own);
    return `{ ${parts.join(', ')} }`;
  };

  const block = (depth: number): string => {
    const outer = names.slice();
    const text = Array.from({ length: 1 + below(2) }, () => statement(depth - 1)).join(' ');
    names = outer;
    return `{ ${text} }`;
  };

  const declaration = (): string => {
    if (chance(0.4)) {
      const value = chance(0.7) ? path() : expression(2);
      return `const ${pattern()} = ${chance(0.8) ? `${value} ?? {}` : value};`;
    }
    if (chance(0.2)) {
      const [member, name] = [one(MEMBERS), fresh()];
      names.push(name);
      return `const { ${member}: ${name} } = ctx;`;
    }
    const value = expression(3);
    const name = fresh();
    names.push(name);
    return `${one(['const', 'const', 'let', 'var'])} ${name} = ${value};`;
  };

  const wildStatement = (): string => {
    const name = names.length > 0 ? one(names) : 'ctx.args';
    return one([
      () => `${name}.${key()} = ${expression(2)};`,
      () => `delete ${name}.${key()};`,
      () => `for (const k in ${expression(1)}) { ctx.stash[k] = ${name}; }`,
      () => `for (const x of ${expression(1)} ?? []) { ctx.stash.seen = x; }`,
      () => `${name}?.items?.push(${expression(1)});`,
      () => `console.log(${expression(2)});`,
      () => `${name}?.items?.${one(['sort', 'reverse', 'pop', 'shift'])}?.();`,
      () =>
        `ctx.identity?.items?.${one(['sort()', 'reverse()', 'pop()', 'shift()', 'splice(0, 1)', 'unshift(1)', 'fill(2)'])};`,
      () => `ctx.${one(['args', 'result', 'stash', 'identity'])}.${key()} = ${expression(1)};`,
      () => `ctx.stash.${key()}.${key()} = ${expression(1)};`,
      () => `util.http.addResponseHeader('a', ${expression(1)});`,
      () => `extensions.setSubscriptionFilter(${expression(1)});`,
      () => (escapes ? `const ${fresh()} = ctx;` : `const ${fresh()} = ctx[${one(["'args'", '`prev`'])}];`),
      () => `if (${path()}) { const util = { error: (m, t, x) => x?.items }; return util.error(1, 2, ${path()}); }`,
      () => `if (${path()}) { const f = (ctx) => ctx?.result?.items; return f(${path()}); }`,
      () => `if (${path()}) { const f = ({ args = ${path()} } = {}) => args; return f(); }`,
      () => `if (${path()}) { return { ...${path()}, a: ${path()} }; }`,
      () => `if (${path()}) { return { a: { b: ${path()} }, c: ${path()} }; }`,
      () => `var ctx = { args: ${literal()}, result: {} };`,
      () =>
        `if (${expression(1)}) { const ctx = { args: 1, result: { items: 2 } }; ctx.args = ${literal()}; return ctx; }`,
    ])();
  };

  const statement = (depth: number): string => {
    if (wild && chance(0.2)) return wildStatement();
    if (depth > 0 && chance(0.25)) {
      const test = expression(2);
      return `if (${test}) ${block(depth)}${chance(0.4) ? ` else ${block(depth)}` : ''}`;
    }
    if (chance(0.5)) return declaration();
    return one([
      () => `ctx.stash.${key()} = ${expression(2)};`,
      () => `util.appendError(${expression(1)}, ${expression(0)}, ${expression(2)}, ${expression(1)});`,
      () => `if (${expression(2)}) { util.error('m', ${expression(0)}, ${expression(2)}); }`,
      () => `if (${expression(1)}) { util.unauthorized(); }`,
      () => `if (${expression(1)}) { runtime.earlyReturn(${expression(2)}, { skipTo: 'END' }); }`,
      () => `if (!${path()}) { return ${expression(2)}; }`,
      declaration,
    ])();
  };

  const data = (depth: number): unknown => {
    const kind = below(depth > 0 ? 12 : 6);
    if (kind < 6) return [1, 0, 'text', '', true, null][kind];
    if (kind === 6) return Array.from({ length: below(3) }, () => data(depth - 1));
    return record(depth);
  };
  const record = (depth: number): Record<string, unknown> => {
    const entries = Array.from(
      { length: below(9) },
      () => [chance(0.02) ? '__proto__' : one(KEYS), data(depth - 1)] as const,
    );
    return Object.fromEntries(entries);
  };

  return () => {
    names = [];
    made = 0;
    escapes = chance(0.3);
    const statements = Array.from({ length: below(4) }, () => statement(2));
    const body = `${statements.join(' ')} return ${expression(3)};`;
    const context = {
      arguments: record(3),
      source: one([null, record(2)]),
      stash: record(2),
      prev: one([undefined, { result: data(2) }]),
      result: one([null, data(3), record(3)]),
      error: one([undefined, undefined, { message: 'm', type: 't' }]),
      identity: one([null, record(2)]),
      info: { ...record(1), fieldName: 'f', parentTypeName: 'Query', selectionSetList: ['id'] },
      env: { name: 'n' },
      request: { headers: { id: 'h' }, domainName: null },
    };
    return { body, context: JSON.stringify(context) };
  };
}
