import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RESOURCE_TYPES } from '../../src/loaders/cloudformation/resources/index.js';
import { APPS, linesOf, loadFixture, SHOWN } from './fixture-apps.js';

const FETCHED = {
  'ssm:/app/size': 'xl',
  'secretsmanager:login': '{"user":"ann"}',
  'import:elsewhere': 'imported',
};

describe('a template with nested stacks', () => {
  it('loads, and says what it passes over', async () => {
    expect(linesOf(await loadFixture('cfn-notes'))).toEqual([
      'warning RESOURCE_NOT_EMULATED cfn-notes/stacks/api.yaml:24:3 (ApiStack/Pool) AWS::Cognito::UserPool is not emulated: ApiStack/Pool.',
    ]);
  });

  it('joins the parts of the API from files and stacks', async () => {
    const { definition } = await loadFixture('cfn-notes');
    const [api] = definition.apis;
    expect(api).toMatchObject({
      name: 'notes-dev',
      auth: { type: 'API_KEY' },
      additionalAuth: [
        { type: 'AWS_IAM' },
        { userPool: { userPoolId: expect.stringMatching(/^us-east-1_[a-z0-9]{9}$/), region: 'us-east-1' } },
        { openIdConnect: { issuer: 'https://issuer.example.com', clientId: 'web', authTtlMs: 60000 } },
        { lambda: { functionArn: definition.functions[0]?.arn, resultTtlSeconds: 0 } },
      ],
      apiKeys: [{ expires: 1893456000, description: 'for tests' }],
      environment: { STAGE: 'dev' },
      introspection: 'DISABLED',
      queryDepthLimit: 8,
      domainNames: ['notes.example.com'],
    });
    // The byte order mark is gone.
    expect(api?.schema[0]?.text).toMatch(/^type Query/);
    expect(api?.dataSources.map(({ name, config }) => ({ name, config }))).toEqual([
      { name: 'Notes', config: { tableName: 'notes-dev', awsRegion: 'us-east-1', useCallerCredentials: false } },
      { name: 'Archive', config: { lambdaFunctionArn: definition.functions[0]?.arn } },
      {
        name: 'States',
        config: {
          endpoint: 'https://states.us-east-1.amazonaws.com',
          authorizationConfig: {
            authorizationType: 'AWS_IAM',
            awsIamConfig: { signingRegion: 'us-east-1', signingServiceName: 'states' },
          },
        },
      },
    ]);
  });

  it('gives every text the line where it begins', async () => {
    const [api] = (await loadFixture('cfn-notes')).definition.apis;
    const [unit, direct, pipeline] = api?.resolvers ?? [];
    expect(unit).toMatchObject({
      kind: 'UNIT',
      dataSourceName: 'Notes',
      caching: { ttlSeconds: 60, keys: ['$context.arguments.id'] },
      code: {
        language: 'vtl',
        request: {
          text: expect.stringMatching(/^#set\(\$key/),
          place: { file: `${SHOWN}/cfn-notes/stacks/api.yaml`, line: 66, logicalId: 'ApiStack/GetNote' },
        },
        response: { place: { file: `${SHOWN}/cfn-notes/assets/templates/result.vtl` } },
      },
    });
    expect(direct).toMatchObject({ code: { language: 'direct' }, maxBatchSize: 5 });
    expect(pipeline).toMatchObject({ kind: 'PIPELINE', functionIds: [api?.functions[0]?.id] });
    const text = "stage: 'dev', raw: `${ctx.args.text}`";
    expect(pipeline?.code).toMatchObject({ code: { text: expect.stringContaining(text), place: { line: 88 } } });
  });

  it('makes tables, functions and state machines', async () => {
    const { tables, functions, stateMachines } = (await loadFixture('cfn-notes')).definition;
    expect(tables).toMatchObject([
      {
        name: 'notes-dev',
        hash: { name: 'owner', type: 'S' },
        range: { name: 'createdAt', type: 'N' },
        billingMode: 'PAY_PER_REQUEST',
        indexes: [
          {
            name: 'byTag',
            kind: 'GSI',
            projection: { type: 'INCLUDE', attributes: ['owner'] },
            throughput: { read: 5, write: 5 },
          },
        ],
        stream: 'NEW_IMAGE',
        ttlAttribute: 'expiresAt',
        tags: { stage: 'dev' },
      },
    ]);
    expect(functions).toMatchObject([
      {
        name: 'cfn-notes-DataStack-Archive',
        timeoutSeconds: 30,
        code: { folder: join(APPS, 'cfn-notes/src/archive') },
        environment: { TABLE: 'notes-dev', ROLE: 'arn:aws:iam::000000000000:role/service/notes' },
      },
      { name: 'inline', code: { inline: 'def handler(event, context):\n    return event' } },
    ]);
    const [publish, text, object] = stateMachines;
    expect(JSON.parse(publish?.definition.text ?? '').States.Archive.Resource).toBe(functions[0]?.arn);
    expect(JSON.parse(text?.definition.text ?? '').States.Go.Result).toBe('dev substituted');
    expect(text?.type).toBe('EXPRESS');
    expect(JSON.parse(object?.definition.text ?? '').States.Go.Retry[0].BackoffRate).toBe(2);
  });

  it('gives outputs with the server in them', async () => {
    const { apis, outputs } = (await loadFixture('cfn-notes')).definition;
    expect(outputs).toEqual({
      GraphQLUrl: `http://localhost:4566/graphql/${apis[0]?.id}`,
      ApiKey: apis[0]?.apiKeys[0]?.id,
      Table: 'notes-dev',
      Queue: 'http://localhost:4566/000000000000/cfn-notes-Queue',
    });
  });

  it('takes parameters', async () => {
    const { definition, diagnostics } = await loadFixture('cfn-notes', { parameters: { Stage: 'prod' } });
    expect(definition.apis[0]?.name).toBe('notes-prod');
    expect(definition.outputs.Prod).toBe('yes');
    expect(diagnostics.map(({ message }) => message)).toContain('AWS::CloudWatch::Alarm changes nothing here: Alarm.');
  });

  it('gives ids that do not depend on the place in the file system', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'offsync-'));
    try {
      cpSync(join(APPS, 'cfn-notes'), join(folder, 'cfn-notes'), { recursive: true });
      const [here, there] = [await loadFixture('cfn-notes'), await loadFixture(join(folder, 'cfn-notes'))];
      expect(there.definition.outputs).toEqual(here.definition.outputs);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('intrinsic functions', () => {
  it('give what CloudFormation gives', async () => {
    const loaded = await loadFixture('cfn-intrinsics', { parameters: FETCHED });
    expect(linesOf(loaded)).toEqual([]);
    expect(loaded.definition.outputs).toEqual({
      Ref: 'offsync',
      Version: '1.10',
      Zones: 'a|b|c',
      Ports: '443',
      Subnets: 'subnet-1',
      Fetched: 'xl',
      GetAtt: 'arn:aws:dynamodb:us-east-1:000000000000:table/Users-offsync',
      GetAttLong: 'arn:aws:dynamodb:us-east-1:000000000000:table/Orders-offsync/stream/1970-01-01T00:00:00.000',
      Sub: 'offsync Users-offsync arn:aws:dynamodb:us-east-1:000000000000:table/Users-offsync ${Literal} 000000000000',
      SubMap: 'offsync-a-a',
      Split: 'dynamodb',
      IfYes: 'yes',
      IfAny: 'any',
      Map: 'small',
      MapList: 'y',
      MapDefault: 'large',
      Base64: 'aGVsbG8=',
      Cidr: '10.0.0.0/27 10.0.0.32/27 10.0.0.64/27',
      Zone: 'us-east-1a',
      Length: '3',
      Json: '{"a":1,"b":["offsync"]}',
      Include: 'included for offsync',
      Import: 'imported',
      Dynamic: 'xl ann',
      Pseudo: 'us-east-1,aws,amazonaws.com,cfn-intrinsics',
      Account: '012345678901',
      Zonea: 'a',
      Zoneb: 'b',
      Zonec: 'c',
    });
  });

  it('expand Fn::ForEach into resources, and AWS::Include from a local file', async () => {
    const { tables } = (await loadFixture('cfn-intrinsics', { parameters: FETCHED })).definition;
    expect(tables.map(({ name, tags }) => ({ name, tags }))).toEqual([
      { name: 'Users-offsync', tags: { kind: 'table' } },
      { name: 'Orders-offsync', tags: { kind: 'table' } },
    ]);
  });
});

describe('resource types', () => {
  it('know their properties by AWS names', () => {
    for (const [type, { properties }] of RESOURCE_TYPES) {
      expect(type).toMatch(/^AWS::\w+::\w+$/);
      expect(Object.keys(properties).filter((name) => !/^[A-Z]/.test(name))).toEqual([]);
    }
  });

  it('take the code of --functions for an archive', async () => {
    const { definition, diagnostics } = await loadFixture('cfn-faults', { functionsDir: join(APPS, 'unzipped') });
    expect(definition.functions).toMatchObject([{ name: 'zipped', code: { folder: join(APPS, 'unzipped/zipped') } }]);
    expect(diagnostics.map(({ code }) => code)).not.toContain('CODE_ARCHIVE');
  });
});
