// The AWS SDKs with nothing but an endpoint: Step Functions, DynamoDB, Lambda and AppSync's control plane.
import { AppSyncClient, EvaluateCodeCommand, EvaluateMappingTemplateCommand } from '@aws-sdk/client-appsync';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, inject, test } from 'vitest';
import { eventually } from './support/program.mjs';
import { placeOrder } from './support/shop.mjs';

const program = inject('program');
const settings = {
  endpoint: program.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const stateMachineArn = program.ready.stateMachines[0];

test('Step Functions: the execution that placeOrder started, from its list entry to its last event', async () => {
  const sfn = new SFNClient(settings);
  const { orderId } = await placeOrder(program, { productId: 'p2' });
  const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  const ours = [];
  for (const one of executions) {
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn: one.executionArn }));
    if (JSON.parse(described.input).orderId === orderId) ours.push(described);
  }
  expect(ours).toHaveLength(1);
  const { executionArn } = ours[0];
  const done = await eventually(
    () => sfn.send(new DescribeExecutionCommand({ executionArn })),
    ({ status }) => status !== 'RUNNING',
  );
  expect(done.status).toBe('SUCCEEDED');
  expect(JSON.parse(done.output)).toEqual({ orderId, status: 'SHIPPED' });

  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  expect(events[0].type).toBe('ExecutionStarted');
  expect(events.at(-1).type).toBe('ExecutionSucceeded');
  const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  expect(entered).toEqual(['Large?', 'Pack', 'TellPacked', 'Ship', 'TellShipped', 'Done']);
});

test('Step Functions: an Express workflow answers in one call', async () => {
  // The SDK would call sync-localhost, which does not resolve everywhere.
  const sfn = new SFNClient({ ...settings, disableHostPrefix: true });
  const created = await sfn.send(
    new CreateStateMachineCommand({
      name: 'express',
      type: 'EXPRESS',
      roleArn: 'arn:aws:iam::000000000000:role/any',
      definition: JSON.stringify({
        StartAt: 'Add',
        States: { Add: { Type: 'Pass', Parameters: { 'sum.$': 'States.MathAdd($.a, $.b)' }, End: true } },
      }),
    }),
  );
  const answer = await sfn.send(
    new StartSyncExecutionCommand({ stateMachineArn: created.stateMachineArn, input: '{"a":2,"b":3}' }),
  );
  expect(answer.status).toBe('SUCCEEDED');
  expect(answer.output).toBe('{"sum":5}');
});

test('DynamoDB: what resolvers wrote is in the tables', async () => {
  const dynamodb = new DynamoDBClient(settings);
  const { orderId } = await placeOrder(program, { customer: 'zoe' });
  expect((await dynamodb.send(new ListTablesCommand({}))).TableNames.sort()).toEqual(['orders', 'products']);
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { orderId: { S: orderId } } }));
  expect(Item).toMatchObject({ customer: { S: 'zoe' }, quantity: { N: '1' }, total: { N: '12.5' } });
  const { Items } = await dynamodb.send(
    new QueryCommand({
      TableName: 'orders',
      IndexName: 'byCustomer',
      KeyConditionExpression: 'customer = :c',
      ExpressionAttributeValues: { ':c': { S: 'zoe' } },
    }),
  );
  expect(Items.map((item) => item.orderId.S)).toEqual([orderId]);
});

test('DynamoDB: a fault is the exception that the SDK knows', async () => {
  const dynamodb = new DynamoDBClient(settings);
  const missing = new GetItemCommand({ TableName: 'nothing', Key: { id: { S: '1' } } });
  await expect(dynamodb.send(missing)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('Lambda: Invoke runs a function of the app, and tells its error from its answer', async () => {
  const lambda = new LambdaClient(settings);
  const invoke = (payload) =>
    lambda.send(new InvokeCommand({ FunctionName: 'shipping-quote', Payload: JSON.stringify(payload) }));
  const quote = await invoke({ country: 'FR', weightKg: 2 });
  expect(quote).toMatchObject({ StatusCode: 200 });
  expect(JSON.parse(quote.Payload.transformToString())).toEqual({ country: 'FR', days: 3, price: 9 });
  const refused = await invoke({ country: 'MOON' });
  expect(refused.FunctionError).toBe('Unhandled');
  expect(JSON.parse(refused.Payload.transformToString())).toMatchObject({ errorMessage: 'We do not ship to MOON.' });
});

test('AppSync: EvaluateCode runs a handler, EvaluateMappingTemplate renders a template', async () => {
  const appsync = new AppSyncClient(settings);
  const { evaluationResult, logs, error } = await appsync.send(
    new EvaluateCodeCommand({
      runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' },
      code: `import { util } from '@aws-appsync/utils';
        export function request(ctx) { console.log('asked for', ctx.args.id); return { key: util.dynamodb.toMapValues({ id: ctx.args.id }) }; }
        export function response(ctx) { return ctx.result; }`,
      context: JSON.stringify({ arguments: { id: 'p1' } }),
      function: 'request',
    }),
  );
  expect(error).toBeUndefined();
  expect(JSON.parse(evaluationResult)).toEqual({ key: { id: { S: 'p1' } } });
  expect(logs.join()).toContain('asked for');
  const rendered = await appsync.send(
    new EvaluateMappingTemplateCommand({
      template: '{"key": $util.dynamodb.toMapValuesJson($ctx.args)}',
      context: JSON.stringify({ arguments: { id: 'p1' } }),
    }),
  );
  expect(JSON.parse(rendered.evaluationResult)).toEqual({ key: { id: { S: 'p1' } } });
});
