// Queues, topics and subscriptions, in both forms an app can say them; and what is wrong with them.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY_DEFINITION } from '../../src/definition/model.js';
import { loadApp } from '../../src/loaders/index.js';
import { compile } from '../../src/messaging/index.js';

const APPS = join(import.meta.dirname, '../fixtures/apps');
const load = (app: string) =>
  loadApp(join(APPS, app), {
    parameters: {},
    env: {},
    account: { accountId: '000000000000', region: 'us-east-1' },
    baseUrl: 'http://localhost:4566',
  });
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:sales';
const DEAD = (name: string) =>
  JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`, maxReceiveCount: 5 });

describe('queues and topics', () => {
  it('are written in offsync.yaml', async () => {
    const { definition, diagnostics } = await load('messaging');
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(definition.queues.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['orders', { VisibilityTimeout: '60', RedrivePolicy: DEAD('orders-dead') }],
      ['orders-dead', {}],
      ['steps.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' }],
    ]);
    expect(definition.queueMappings).toMatchObject([
      { functionName: 'fulfil', queueName: 'orders', batchSize: 10, enabled: true },
      { functionName: 'audit', batchSize: 100, batchingWindowSeconds: 5, reportBatchItemFailures: true },
    ]);
    expect(definition.topics).toMatchObject([{ name: 'sales', attributes: { DisplayName: 'Sales' } }]);
    expect(definition.subscriptions).toMatchObject([
      {
        topicArn: TOPIC,
        protocol: 'sqs',
        endpoint: 'arn:aws:sqs:us-east-1:000000000000:orders',
        attributes: { RawMessageDelivery: 'true', FilterPolicy: '{"kind":["order"]}' },
      },
      { protocol: 'lambda', endpoint: 'arn:aws:lambda:us-east-1:000000000000:function:audit' },
      { protocol: 'http', endpoint: 'http://localhost:3000/hook', pendingToken: expect.any(String) },
    ]);
    expect(compile(definition).diagnostics).toEqual([]);
  });

  it('are resources of a template', async () => {
    const { definition, diagnostics } = await load('cfn-messaging/template.yaml');
    expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(definition.queues.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['cfn-messaging-Dead', {}],
      ['orders', { VisibilityTimeout: '60', RedrivePolicy: DEAD('cfn-messaging-Dead') }],
      ['cfn-messaging-Steps.fifo', { ContentBasedDeduplication: 'true', FifoQueue: 'true' }],
    ]);
    expect(definition.queues[1]!.tags).toEqual({ team: 'books' });
    expect(definition.subscriptions.map(({ protocol, attributes }) => [protocol, attributes])).toEqual([
      ['sqs', {}],
      ['email', { FilterPolicy: '{"kind":["order"]}' }],
    ]);
    expect(definition.queueMappings).toMatchObject([
      {
        functionName: 'fulfil',
        queueName: 'orders',
        batchSize: 5,
        reportBatchItemFailures: true,
        maximumConcurrency: 2,
      },
    ]);
    expect(definition.outputs).toMatchObject({
      Url: 'http://localhost:4566/000000000000/orders',
      Arn: 'arn:aws:sqs:us-east-1:000000000000:orders',
      Name: 'cfn-messaging-Steps.fifo',
      Topic: 'arn:aws:sns:us-east-1:000000000000:cfn-messaging-Sales',
    });
    expect(compile(definition).diagnostics).toEqual([]);
  });

  it('are left out when AWS would refuse them, each with its reason', () => {
    const one = { attributes: {}, tags: {}, place: {} };
    const { program, diagnostics } = compile({
      ...EMPTY_DEFINITION,
      queues: [
        { ...one, name: 'fine' },
        { ...one, name: 'late', attributes: { DelaySeconds: '901' } },
        { ...one, name: 'lost', attributes: { RedrivePolicy: DEAD('gone') } },
      ],
      topics: [
        { ...one, name: 'sales' },
        { ...one, name: 'no spaces' },
      ],
      subscriptions: [
        { name: `${TOPIC}:1`, topicArn: TOPIC, protocol: 'firehose', endpoint: 'x', attributes: {}, place: {} },
        { name: 'gone:1', topicArn: `${TOPIC}x`, protocol: 'sms', endpoint: '+4917012345', attributes: {}, place: {} },
      ],
      queueMappings: [
        {
          id: 'm',
          functionName: 'f',
          queueName: 'gone',
          enabled: true,
          batchSize: 10,
          batchingWindowSeconds: 0,
          reportBatchItemFailures: false,
          place: {},
        },
        {
          id: 'n',
          functionName: 'f',
          queueName: 'fine',
          enabled: true,
          batchSize: 10,
          batchingWindowSeconds: 0,
          reportBatchItemFailures: false,
          filters: [{ body: 'text' }],
          place: {},
        },
      ],
    });
    expect([...program.queues.keys(), ...program.topics.keys()]).toEqual(['fine', 'sales']);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'QUEUE_INVALID Queue late: Invalid value for the parameter DelaySeconds.',
      expect.stringMatching(/^QUEUE_INVALID Queue lost: .*Dead letter target does not exist\.$/),
      expect.stringMatching(/^QUEUE_TRIGGER f is to be called with messages of gone/),
      expect.stringMatching(/^QUEUE_TRIGGER_FILTER f, called with messages of fine: filter 1: body: /),
      'TOPIC_INVALID Topic no spaces: Invalid parameter: Topic Name',
      expect.stringMatching(/^SUBSCRIPTION_INVALID firehose x: The SNS protocol firehose is not emulated/),
      expect.stringMatching(/^SUBSCRIPTION_INVALID sms .*is not one of this app/),
    ]);
    expect(program.triggers).toEqual([]);
  });
});
