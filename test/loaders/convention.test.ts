import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../src/definition/model.js';
import { APPS, linesOf, loadFixture, SHOWN } from './fixture-apps.js';

async function shop(options: Parameters<typeof loadFixture>[1] = {}): Promise<Definition> {
  return (await loadFixture('shop', options)).definition;
}

describe('a convention folder', () => {
  it('loads without a diagnostic', async () => {
    expect(linesOf(await loadFixture('shop'))).toEqual([]);
  });

  it('joins the schema files in the order of their names', async () => {
    const [api] = (await shop()).apis;
    expect(api?.schema.map(({ place }) => place.file)).toEqual([
      `${SHOWN}/shop/schema/1-types.graphql`,
      `${SHOWN}/shop/schema/2-operations.graphql`,
    ]);
  });

  it('gives an API its settings, and a key that is the same at every start', async () => {
    const [[first], [second]] = [(await shop()).apis, (await shop()).apis];
    expect(first).toMatchObject({
      name: 'shop',
      auth: { type: 'API_KEY' },
      additionalAuth: [{ type: 'AWS_IAM' }],
      environment: { STAGE: 'local' },
      introspection: 'ENABLED',
      queryDepthLimit: 10,
    });
    expect(first?.id).toMatch(/^[a-z0-9]{26}$/);
    expect(first?.apiKeys).toEqual([{ id: expect.stringMatching(/^da2-[a-z0-9]{26}$/) }]);
    expect(second?.apiKeys).toEqual(first?.apiKeys);
  });

  it('replaces variables, and takes their default when they are not given', async () => {
    const definition = await shop({ env: { STAGE: 'ci' }, parameters: { RatesUrl: 'http://localhost:9000' } });
    expect(definition.apis[0]?.environment).toEqual({ STAGE: 'ci' });
    const rates = definition.apis[0]?.dataSources.find(({ name }) => name === 'Rates');
    expect(rates?.config).toEqual({ endpoint: 'http://localhost:9000' });
    expect(definition.outputs).toEqual({ Region: 'us-east-1' });
  });

  it('gives data sources in the shape of the AppSync API', async () => {
    const sources = (await shop()).apis[0]?.dataSources ?? [];
    expect(Object.fromEntries(sources.map(({ name, type, config }) => [name, { type, ...config }]))).toMatchObject({
      NONE: { type: 'NONE' },
      Products: { type: 'AMAZON_DYNAMODB', tableName: 'products', awsRegion: 'us-east-1' },
      Shipping: {
        type: 'AWS_LAMBDA',
        lambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:shipping',
      },
      Workflows: {
        type: 'HTTP',
        endpoint: 'https://states.us-east-1.amazonaws.com',
        authorizationConfig: {
          authorizationType: 'AWS_IAM',
          awsIamConfig: { signingRegion: 'us-east-1', signingServiceName: 'states' },
        },
      },
    });
  });

  it('finds resolvers by the names of their files', async () => {
    const resolvers = (await shop()).apis[0]?.resolvers ?? [];
    const of = (field: string) => resolvers.find(({ typeName, fieldName }) => `${typeName}.${fieldName}` === field);
    expect(of('Query.version')).toMatchObject({
      kind: 'UNIT',
      dataSourceName: 'NONE',
      code: { language: 'js', code: { place: { file: `${SHOWN}/shop/resolvers/Query.version.ts` } } },
    });
    expect(of('Query.products')).toMatchObject({
      dataSourceName: 'Products',
      code: { language: 'vtl', response: { text: '$util.toJson($ctx.result.items)\n' } },
    });
    expect(of('Order.shipping')).toMatchObject({ dataSourceName: 'Shipping', code: { language: 'direct' } });
    expect(of('Query.rate')?.caching).toEqual({ ttlSeconds: 60, keys: ['$context.arguments.currency'] });
  });

  it('makes pipelines of functions, with code of their own or none', async () => {
    const api = (await shop()).apis[0];
    const nameOf = (id: string) => api?.functions.find((one) => one.id === id)?.name;
    const of = (field: string) => api?.resolvers.find(({ fieldName }) => fieldName === field);
    expect(of('placeOrder')?.functionIds.map(nameOf)).toEqual(['reserveStock', 'saveOrder', 'startFulfilment']);
    expect(of('placeOrder')?.code).toMatchObject({
      language: 'js',
      code: { text: expect.stringContaining('ctx.prev.result') },
    });
    expect(of('cancelOrder')?.code).toMatchObject({
      language: 'js',
      code: { place: { file: `${SHOWN}/shop/resolvers/pipelines/cancel.js` } },
    });
    expect(api?.functions.map(({ dataSourceName }) => dataSourceName)).toEqual(['Products', 'Orders', 'Workflows']);
  });

  it('makes tables with indexes, and seeds in DynamoDB JSON', async () => {
    const [products, orders] = (await shop()).tables;
    expect(products?.seed?.[0]).toEqual({
      id: { S: 'p1' },
      name: { S: 'Kettle' },
      price: { N: '24.5' },
      tags: { L: [{ S: 'kitchen' }] },
      stock: { M: { berlin: { N: '3' } } },
      hidden: { BOOL: false },
    });
    expect(orders).toMatchObject({
      hash: { name: 'customer', type: 'S' },
      range: { name: 'placedAt', type: 'N' },
      stream: 'NEW_AND_OLD_IMAGES',
      ttlAttribute: 'expiresAt',
      indexes: [
        { name: 'byStatus', kind: 'GSI', hash: { name: 'status' }, projection: { type: 'KEYS_ONLY' } },
        {
          name: 'byTotal',
          kind: 'LSI',
          hash: { name: 'customer' },
          projection: { type: 'INCLUDE', attributes: ['status'] },
        },
      ],
    });
  });

  it('finds functions in folders and lets offsync.yaml set them up', async () => {
    const functions = (await shop()).functions;
    expect(functions.map(({ name, runtime }) => `${name} ${runtime}`)).toEqual([
      'shipping nodejs20.x',
      'tax python3.12',
    ]);
    expect(functions[0]).toMatchObject({
      handler: 'index.handler',
      timeoutSeconds: 10,
      memoryMb: 256,
      environment: { CARRIER: 'snail', RETRIES: '3' },
      code: { folder: join(APPS, 'shop/functions/shipping') },
    });
  });

  it('adds the functions of --functions', async () => {
    const { functions } = await shop({ functionsDir: join(APPS, 'more-functions') });
    expect(functions.map(({ name }) => name)).toEqual(['shipping', 'tax', 'extra']);
  });

  it('makes state machines of configured files and of those in workflows/', async () => {
    const [fulfilment, refund] = (await shop()).stateMachines;
    expect(JSON.parse(fulfilment?.definition.text ?? '').States.Ship.Resource).toBe(
      'arn:aws:lambda:us-east-1:000000000000:function:shipping',
    );
    expect(refund?.arn).toBe('arn:aws:states:us-east-1:000000000000:stateMachine:refund');
    expect(JSON.parse(refund?.definition.text ?? '').StartAt).toBe('Wait');
  });

  it('names programs that run beside the app', async () => {
    expect((await shop()).processes).toMatchObject([
      { name: 'rates', command: ['node', 'rates-server.js'], environment: { PORT: '9000' } },
    ]);
  });

  it('needs no offsync.yaml', async () => {
    const { definition, diagnostics } = await loadFixture('schema-only');
    expect(diagnostics).toEqual([]);
    expect(definition.apis).toMatchObject([{ name: 'schema-only', auth: { type: 'API_KEY' }, resolvers: [] }]);
    expect(definition.apis[0]?.apiKeys).toHaveLength(1);
  });

  it('takes every kind of auth provider and key', async () => {
    const { definition, diagnostics } = await loadFixture('auth');
    expect(diagnostics).toEqual([]);
    const [api] = definition.apis;
    expect([api?.auth, ...(api?.additionalAuth ?? [])]).toEqual([
      {
        type: 'AMAZON_COGNITO_USER_POOLS',
        userPool: {
          userPoolId: 'us-east-1_pool',
          region: 'us-east-1',
          defaultAction: 'ALLOW',
          issuer: 'http://localhost:9229/pool',
          jwks: 'http://localhost:9229/keys',
        },
      },
      {
        type: 'OPENID_CONNECT',
        openIdConnect: {
          issuer: 'https://issuer.example.com',
          authTtlMs: 5000,
          jwks: join(APPS, 'auth/keys.json'),
        },
      },
      {
        type: 'AWS_LAMBDA',
        lambda: {
          functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:authorize',
          resultTtlSeconds: 30,
          identityValidationExpression: '^Bearer',
        },
      },
      { type: 'API_KEY' },
    ]);
    // The clock of tests stands at 2026-01-01; expiry is rounded down to the hour.
    expect(api?.apiKeys).toEqual([
      { id: 'da2-abcdefghijklmnopqrstuvwxyz' },
      { id: expect.stringMatching(/^da2-/), expires: Date.UTC(2026, 0, 8) / 1000 },
      { id: expect.stringMatching(/^da2-/), expires: Date.UTC(2030, 0, 1) / 1000, description: 'long' },
    ]);
  });

  it('watches what it read, and where more may appear', async () => {
    const { watch } = await loadFixture('shop');
    for (const path of ['offsync.yaml', 'schema', 'resolvers', 'functions', 'workflows', 'seeds/products.json']) {
      expect(watch).toContain(join(APPS, 'shop', path));
    }
  });
});
