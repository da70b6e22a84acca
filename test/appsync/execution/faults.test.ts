// The first fault of an API does not hide the second (docs/architecture.md): what is wrong with its rules, its resolvers and
// their code is told beside what is wrong with its schema.
import { describe, expect, it } from 'vitest';
import { compile, createJsRuntime, createVtlRuntime } from '../../../src/appsync/compile.js';
import { type ApiDefinition, EMPTY_DEFINITION, type ResolverDefinition } from '../../../src/definition/model.js';
import { createManualClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { createSeededRandom } from '../../../src/lib/random.js';
import { apiOf } from '../../support/api.js';

const place = { file: 'test' };
const GOOD = 'export function request() { return {}; } export function response() {}';
const BAD = 'export function request() { while (true) {} } export function response() {}';

const resolver = (fieldName: string, dataSourceName: string, text: string): ResolverDefinition => ({
  typeName: 'Query',
  fieldName,
  kind: 'UNIT',
  dataSourceName,
  functionIds: [],
  code: { language: 'js', code: { text, place } },
  place,
});

function codesOf(schema: string | readonly string[], changes: Partial<ApiDefinition> = {}): string[] {
  const ports = {
    clock: createManualClock(),
    random: createSeededRandom(),
    log: silentLog,
    account: { accountId: '000000000000', region: 'us-east-1' },
  };
  const texts = [schema].flat().map((text, index) => ({ text, place: { file: `${index}.graphql` } }));
  const api: ApiDefinition = { ...apiOf({ schema: '' }), schema: texts, ...changes };
  const { diagnostics } = compile({ ...EMPTY_DEFINITION, apis: [api] }, () => ({
    js: createJsRuntime(ports),
    vtl: createVtlRuntime(ports),
  }));
  return [...new Set(diagnostics.map(({ code }) => code))].sort();
}

describe('beside a schema that is not valid', () => {
  const schema = 'type Query { a: Gone b: String @aws_oidc }';

  it('rules that name a mode the API does not have', () => {
    expect(codesOf(schema)).toEqual(['AUTH_RULE_UNKNOWN_MODE', 'SCHEMA_INVALID']);
    expect(codesOf(['type Query { b: String @aws_oidc }', 'type {'])).toEqual([
      'AUTH_RULE_UNKNOWN_MODE',
      'SCHEMA_SYNTAX',
    ]);
  });

  it('resolvers of fields that are not there, and the code of those that are', () => {
    const resolvers = [resolver('a', 'None', BAD), resolver('c', 'None', GOOD)];
    const [code, ...rest] = codesOf('type Query { a: Gone }', { resolvers });
    expect(code).toMatch(/^CODE|^JS/);
    expect(rest).toEqual(['RESOLVER_UNKNOWN_FIELD', 'SCHEMA_INVALID']);
  });

  it('no guesses about what a text that can not be parsed would have declared', () => {
    const resolvers = [resolver('c', 'None', GOOD)];
    expect(codesOf(['type Query { b: Other }', 'type Other {'], { resolvers })).not.toContain('RESOLVER_UNKNOWN_FIELD');
  });

  it('subscriptions to mutations that are not there, and types that are not there beside scalars that are none', () => {
    const subscription = 'type Subscription { s: String @aws_subscribe(mutations: ["gone"]) }';
    expect(codesOf(`scalar Day type Query { a: Gone d: Day } ${subscription}`)).toEqual([
      'CUSTOM_SCALAR',
      'SCHEMA_INVALID',
      'SUBSCRIPTION_MUTATION',
    ]);
  });
});

describe('the code is looked at', () => {
  const schema = 'type Query { a: String }';
  const bad = codesOf(schema, { resolvers: [resolver('a', 'None', BAD)] });
  const step = { id: 'f', name: 'f', dataSourceName: 'None', place };

  it('of a resolver whose data source or field is not there', () => {
    expect(codesOf(schema, { resolvers: [resolver('a', 'Gone', BAD)] })).toEqual(
      [...bad, 'RESOLVER_UNKNOWN_SOURCE'].sort(),
    );
    expect(codesOf(schema, { resolvers: [resolver('b', 'None', BAD)] })).toEqual(
      [...bad, 'RESOLVER_UNKNOWN_FIELD'].sort(),
    );
  });

  it('of a pipeline whose function is not there, and of a function that no pipeline names', () => {
    const pipeline = { ...resolver('a', 'None', BAD), kind: 'PIPELINE', functionIds: ['gone'] } as const;
    expect(codesOf(schema, { resolvers: [pipeline] })).toEqual([...bad, 'RESOLVER_UNKNOWN_FUNCTION'].sort());
    const functions = [{ ...step, code: { language: 'js', code: { text: BAD, place } } } as const];
    expect(codesOf(schema, { functions })).toEqual(bad);
  });
});
