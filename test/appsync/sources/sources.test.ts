// What holds for every data source, and the ones too small for a file of their own.
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../../src/appsync/sources/index.js';
import type { DataSourceType } from '../../../src/definition/model.js';
import { definition, source } from './harness.js';

const TYPES = Object.keys(SOURCES) as DataSourceType[];

describe('every data source', () => {
  it.each(TYPES)('%s is registered under its own type and says what it covers', (type) => {
    expect(SOURCES[type].type).toBe(type);
    expect(SOURCES[type].covers).not.toBe('');
  });

  it.each(TYPES)('%s answers to any request without throwing', async (type) => {
    const ask = source(type, { tableName: 't', lambdaFunctionArn: 'f', endpoint: 'http://x' });
    for (const request of [
      undefined,
      null,
      1,
      'text',
      [],
      {},
      { operation: 7 },
      { operation: 'Nonsense' },
      { method: {} },
    ]) {
      const answer = await ask(request);
      if (type !== 'NONE') expect(answer.error?.message).toEqual(expect.any(String));
    }
  });
});

describe('NONE', () => {
  it('hands its payload on, without a promise', () => {
    const ask = source('NONE', {});
    expect(ask({ version: '2018-05-29', payload: { a: [1] } })).toEqual({ result: { a: [1] } });
    expect(ask({ payload: 0 })).toEqual({ result: 0 });
    expect(ask({})).toEqual({ result: null });
    expect(ask(null)).toEqual({ result: null });
  });
});

describe('types that are not emulated', () => {
  it.each([
    'RELATIONAL_DATABASE',
    'AMAZON_OPENSEARCH_SERVICE',
    'AMAZON_EVENTBRIDGE',
    'AMAZON_BEDROCK_RUNTIME',
  ] as const)('%s says so', (type) => {
    expect(SOURCES[type].check(definition(type))).toMatchObject([
      {
        code: 'SOURCE_NOT_EMULATED',
        severity: 'warning',
        message: expect.stringContaining(type),
        place: { logicalId: 'Source' },
      },
    ]);
    expect(source(type, {})({})).toMatchObject({
      result: null,
      error: { errorType: 'NotEmulatedException', message: expect.stringContaining(type) },
    });
  });
});

describe('settings', () => {
  it.each([
    ['AWS_LAMBDA', {}, 'lambdaFunctionArn'],
    ['AMAZON_DYNAMODB', {}, 'tableName'],
    ['HTTP', { endpoint: 'example.com' }, 'endpoint'],
    ['HTTP', { endpoint: 'https://x', authorizationConfig: { authorizationType: 'AWS_IAM' } }, 'signingRegion'],
  ] as const)('%s without %s', (type, config, named) => {
    expect(SOURCES[type].check(definition(type, config))).toMatchObject([
      { code: 'SOURCE_CONFIG', severity: 'error', message: expect.stringContaining(named) },
    ]);
  });

  it('a versioned table is said to be a plain one', () => {
    expect(
      SOURCES.AMAZON_DYNAMODB.check(definition('AMAZON_DYNAMODB', { tableName: 't', versioned: true })),
    ).toMatchObject([{ code: 'SOURCE_VERSIONED_NOT_EMULATED' }]);
    expect(SOURCES.AMAZON_DYNAMODB.check(definition('AMAZON_DYNAMODB', { tableName: 't' }))).toEqual([]);
  });
});
