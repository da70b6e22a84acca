// Random schemas with random directives and random documents, against the documented rules spelled out as plainly as can be.
// security-authz.md: a field's directives, else its type's, else the default mode; several directives: any of them.
import { expect, it } from 'vitest';
import type { Caller } from '../../../src/appsync/auth/identity.js';
import type { AuthType } from '../../../src/definition/model.js';
import { createSeededRandom } from '../../../src/lib/random.js';
import { apiOf } from '../../support/api.js';
import { callerOf, worldOf } from './harness.js';

interface Rule {
  readonly mode: AuthType;
  readonly groups?: readonly string[];
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly list: boolean;
  readonly required: boolean;
  readonly rules: readonly Rule[];
}

interface ObjectType {
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly fields: readonly Field[];
}

type Selection =
  | { readonly kind: 'field'; readonly key: string; readonly name: string; readonly below?: readonly Selection[] }
  | { readonly kind: 'fragment'; readonly on: string; readonly spread?: string; readonly below: readonly Selection[] };

const ABSTRACT: Readonly<Record<string, readonly string[]>> = { I: ['T0', 'T1'], U: ['T0', 'T1', 'T2'] };
const MODES: Readonly<Record<AuthType, string>> = {
  API_KEY: '@aws_api_key',
  AWS_IAM: '@aws_iam',
  OPENID_CONNECT: '@aws_oidc',
  AWS_LAMBDA: '@aws_lambda',
  AMAZON_COGNITO_USER_POOLS: '@aws_cognito_user_pools',
};
const TYPES = Object.keys(MODES) as AuthType[];

const ROUNDS = 60;

function createWorld(seed: number) {
  const { next } = createSeededRandom(seed);
  const chance = (share: number): boolean => next() < share;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!;
  const some = <T>(items: readonly T[], share: number): T[] => items.filter(() => chance(share));

  const rules = (share: number): Rule[] =>
    some(TYPES, share).map((mode) =>
      mode === 'AMAZON_COGNITO_USER_POOLS' && chance(0.6) ? { mode, groups: some(['a', 'b'], 0.6) } : { mode },
    );
  const leaf = (name: string): Field => ({
    name,
    type: 'String',
    list: false,
    required: chance(0.2),
    rules: chance(0.4) ? rules(0.4) : [],
  });
  const branch = (name: string, type: string): Field => ({ ...leaf(name), type, list: chance(0.4) });
  const branches = (): Field[] => [branch('o', pick(['T0', 'T1', 'T2', 'T3'])), branch('i', 'I'), branch('u', 'U')];
  const types: ObjectType[] = ['T0', 'T1', 'T2', 'T3'].map((name) => ({
    name,
    rules: chance(0.5) ? rules(0.5) : [],
    fields: [leaf('x'), leaf('y'), ...branches()],
  }));
  const query: ObjectType = { name: 'Query', rules: chance(0.3) ? rules(0.6) : [], fields: branches() };
  const byName = new Map([query, ...types].map((type) => [type.name, type]));
  const defaultMode = pick(TYPES);

  const directives = (all: readonly Rule[]): string =>
    all
      .map(({ mode, groups }) => MODES[mode] + (groups ? `(cognito_groups: ${JSON.stringify(groups)})` : ''))
      .join(' ');
  const typeText = (field: Field): string =>
    (field.list ? `[${field.type}]` : field.type) + (field.required ? '!' : '');
  const schema = [
    ...[...byName.values()].map((type) => {
      const fields = type.fields.map((field) => `${field.name}: ${typeText(field)} ${directives(field.rules)}`);
      const implemented = ABSTRACT['I']!.includes(type.name) ? 'implements I' : '';
      return `type ${type.name} ${implemented} ${directives(type.rules)} { ${fields.join('\n')} }`;
    }),
    'interface I { x: String y: String }',
    'union U = T0 | T1 | T2',
  ].join('\n');

  const makeValue = (typeName: string, depth: number): Record<string, unknown> => {
    const type = byName.get(ABSTRACT[typeName] ? pick(ABSTRACT[typeName]) : typeName)!;
    const value: Record<string, unknown> = { __typename: type.name };
    for (const field of type.fields) {
      if (field.type === 'String') value[field.name] = `${type.name}.${field.name}`;
      else if (depth > 0)
        value[field.name] = field.list ? [makeValue(field.type, depth - 1)] : makeValue(field.type, depth - 1);
    }
    return value;
  };

  let keys = 0;
  const fragments: string[] = [];
  const select = (typeName: string, depth: number): Selection[] => {
    const selections: Selection[] = [];
    const possible = ABSTRACT[typeName];
    const fields = possible
      ? typeName === 'I'
        ? byName.get('T0')!.fields.filter(({ type }) => type === 'String')
        : []
      : byName.get(typeName)!.fields;
    for (const field of fields) {
      if (field.type !== 'String' && depth === 0) continue;
      if (!chance(0.7)) continue;
      const key = `k${keys++}`;
      const below = field.type === 'String' ? {} : { below: select(field.type, depth - 1) };
      selections.push({ kind: 'field', key, name: field.name, ...below });
    }
    if (possible || chance(0.2)) {
      const on = possible && chance(0.8) ? pick(possible) : typeName;
      const below = on === typeName && possible ? [] : select(on, Math.max(0, depth - 1));
      if (below.length > 0) {
        if (chance(0.5)) selections.push({ kind: 'fragment', on, below });
        else {
          const spread = `F${keys++}`;
          fragments.push(`fragment ${spread} on ${on} ${print(below)}`);
          selections.push({ kind: 'fragment', on, spread, below });
        }
      }
    }
    return selections.length > 0 ? selections : [{ kind: 'field', key: `k${keys++}`, name: '__typename' }];
  };
  const print = (selections: readonly Selection[]): string =>
    `{ ${selections
      .map((one) => {
        if (one.kind === 'field') return `${one.key}: ${one.name} ${one.below ? print(one.below) : ''}`;
        return one.spread ? `...${one.spread}` : `... on ${one.on} ${print(one.below)}`;
      })
      .join(' ')} }`;

  const data = makeValue('Query', 4);
  const selections = select('Query', 3);
  const world = worldOf({
    ...apiOf({
      schema,
      resolvers: Object.fromEntries(
        query.fields.map(({ name }) => [
          `Query.${name}`,
          `export function request() { return { payload: ${JSON.stringify(data[name])} }; } export function response(ctx) { return ctx.result; }`,
        ]),
      ),
    }),
    auth: { type: defaultMode },
    additionalAuth: TYPES.filter((type) => type !== defaultMode).map((type) => ({ type })),
  });
  const text = [print(selections), ...fragments].join('\n');
  return { byName, data, selections, text, world, defaultMode };
}

function mayRead(type: ObjectType, field: Field, caller: Caller): boolean {
  const rules = field.rules.length > 0 ? field.rules : type.rules;
  if (rules.length === 0) return caller.rank === 'default';
  return rules.some(
    ({ mode, groups }) =>
      mode === caller.type && (groups === undefined || groups.some((group) => caller.groups?.includes(group))),
  );
}

class Nulled extends Error {}

/** The answer as the rules say it; `errors` holds even what a null further up hides. */
function evaluate({ byName, data, selections }: ReturnType<typeof createWorld>, caller: Caller) {
  const errors = new Map<string, string>();
  const complete = (type: ObjectType, value: Record<string, unknown>, all: readonly Selection[], path: string) => {
    const result: Record<string, unknown> = {};
    let nulled = false;
    const visit = (selection: Selection): void => {
      if (selection.kind === 'fragment') {
        if (selection.on === type.name || ABSTRACT[selection.on]?.includes(type.name)) selection.below.forEach(visit);
        return;
      }
      const { key, name, below } = selection;
      if (name === '__typename') {
        result[key] = type.name;
        return;
      }
      const field = type.fields.find((one) => one.name === name)!;
      const at = `${path}/${key}`;
      let answer: unknown = null;
      if (!mayRead(type, field, caller)) errors.set(at, `Not Authorized to access ${name} on type ${type.name}`);
      else if (!below) answer = value[name];
      else {
        const one = (item: unknown, where: string): unknown => {
          const object = item as Record<string, unknown>;
          try {
            return complete(byName.get(object['__typename'] as string)!, object, below, where);
          } catch (error) {
            if (error instanceof Nulled) return null;
            throw error;
          }
        };
        answer = field.list
          ? (value[name] as unknown[]).map((item, index) => one(item, `${at}/${index}`))
          : one(value[name], at);
      }
      if (answer === null && field.required) nulled = true;
      result[key] = answer;
    };
    all.forEach(visit);
    if (nulled) throw new Nulled();
    return result;
  };
  let answer: unknown = null;
  try {
    answer = complete(byName.get('Query')!, data, selections, '');
  } catch (error) {
    if (!(error instanceof Nulled)) throw error;
  }
  return { data: answer, errors };
}

/** Whether a null stands above a path: what happened there may go unsaid. */
function isHidden(data: unknown, path: string): boolean {
  let at = data;
  for (const part of path.split('/').slice(1)) {
    if (at === null || at === undefined) return true;
    at = (at as Record<string, unknown>)[part];
  }
  return false;
}

it(`${ROUNDS} random schemas and documents, each asked by callers of every kind`, async () => {
  let denials = 0;
  for (let seed = 1; seed <= ROUNDS; seed += 1) {
    const given = createWorld(seed);
    const callers = TYPES.flatMap((type) => {
      const rank = type === given.defaultMode ? ('default' as const) : ('additional' as const);
      if (type !== 'AMAZON_COGNITO_USER_POOLS') return [callerOf(type, { rank })];
      return [[], ['a'], ['b', 'c'], ['a', 'b']].map((groups) => callerOf(type, { rank, groups }));
    });
    for (const caller of [...callers, ...callers]) {
      const expected = evaluate(given, caller);
      const { body } = await given.world.run(given.text, caller);
      const why = `seed ${seed}, ${caller.key}\n${given.text}`;
      expect(body.data, why).toEqual(expected.data);
      const seen = new Map(
        (body.errors ?? []).map((entry) => [
          'path' in entry && entry.path ? `/${entry.path.join('/')}` : '',
          entry.message,
        ]),
      );
      for (const [path, message] of seen) expect(expected.errors.get(path), why).toBe(message);
      for (const path of expected.errors.keys())
        if (!isHidden(expected.data, path)) expect(seen.has(path), `${why}\n${path}`).toBe(true);
      denials += seen.size;
    }
  }
  // The rules of chance must not make this test say nothing.
  expect(denials).toBeGreaterThan(1000);
});
