// Functions behind streams, in both forms an app can say it.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadApp } from '../../src/loaders/index.js';

const APPS = join(import.meta.dirname, '../fixtures/apps');
const load = (app: string) =>
  loadApp(join(APPS, app), {
    parameters: {},
    env: {},
    account: { accountId: '000000000000', region: 'us-east-1' },
    baseUrl: 'http://localhost:4566',
  });

describe('event source mappings', () => {
  it('are the triggers of a table, which gives it a stream', async () => {
    const { definition, diagnostics } = await load('triggers');
    expect(diagnostics.filter((one) => one.severity !== 'info')).toEqual([]);
    expect(definition.tables.map(({ name, stream }) => [name, stream])).toEqual([
      ['orders', 'NEW_AND_OLD_IMAGES'],
      ['logs', 'KEYS_ONLY'],
    ]);
    expect(definition.eventSourceMappings).toMatchObject([
      { functionName: 'watch', tableName: 'orders', batchSize: 100, startingPosition: 'TRIM_HORIZON', enabled: true },
      {
        functionName: 'audit',
        batchSize: 10,
        startingPosition: 'LATEST',
        maximumRetryAttempts: 2,
        bisectOnError: true,
      },
    ]);
  });

  it('are resources of a template, of streams and of queues', async () => {
    const { definition, diagnostics } = await load('cfn-triggers/template.yaml');
    expect(diagnostics.filter((one) => one.severity === 'warning')).toEqual([]);
    expect(definition.queueMappings).toMatchObject([{ functionName: 'watch', queueName: 'jobs', batchSize: 10 }]);
    expect(definition.eventSourceMappings).toMatchObject([
      {
        functionName: 'watch',
        tableName: 'orders',
        enabled: true,
        batchSize: 5,
        batchingWindowSeconds: 2,
        startingPosition: 'LATEST',
        maximumRetryAttempts: 3,
        maximumRecordAgeSeconds: 60,
        bisectOnError: true,
        reportBatchItemFailures: true,
      },
    ]);
  });

  it('take filters and a parallelization factor; windows and destinations are refused by name', async () => {
    const { definition, diagnostics } = await load('cfn-trigger-filters/template.yaml');
    const refused = diagnostics.filter((one) => one.severity === 'warning').map(({ message }) => message);
    expect(refused).toHaveLength(2);
    expect(refused.join()).toContain('TumblingWindowInSeconds');
    expect(refused.join()).toContain('DestinationConfig');
    expect(definition.eventSourceMappings).toMatchObject([
      {
        parallelizationFactor: 3,
        filters: [{ eventName: ['INSERT'] }, { dynamodb: { NewImage: { kind: { S: [{ prefix: 'us-east-1' }] } } } }],
      },
    ]);
  });
});
