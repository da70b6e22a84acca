// Queues and topics as tasks of state machines: results, failures by their names, and callbacks.
import { describe, expect, it } from 'vitest';
import { ask, makeQueue, receive, type Served, serve, settle, sns } from './wing.js';

async function states(served: Served, operation: string, input: unknown): Promise<Record<string, unknown>> {
  const response = await served.emulator.fetch('/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` },
    body: JSON.stringify(input),
  });
  return (await response.json()) as Record<string, unknown>;
}

let machines = 0;

/** Starts a machine of one task; gives the execution's ARN. */
async function begin(served: Served, Resource: string, Parameters: unknown, input: unknown = {}): Promise<string> {
  machines += 1;
  const definition = { StartAt: 'Task', States: { Task: { Type: 'Task', Resource, Parameters, End: true } } };
  const made = await states(served, 'CreateStateMachine', {
    name: `m${machines}`,
    definition: JSON.stringify(definition),
    roleArn: 'arn:aws:iam::000000000000:role/r',
  });
  expect(made).toHaveProperty('stateMachineArn');
  const started = await states(served, 'StartExecution', {
    stateMachineArn: made['stateMachineArn'],
    input: JSON.stringify(input),
  });
  return String(started['executionArn']);
}

async function ended(served: Served, executionArn: string): Promise<Record<string, unknown>> {
  for (let turn = 0; turn < 50; turn += 1) {
    await settle();
    const told = await states(served, 'DescribeExecution', { executionArn });
    if (told['status'] !== 'RUNNING') return told;
  }
  throw new Error('it is still running');
}

const run = async (served: Served, resource: string, parameters: unknown, input: unknown = {}) =>
  ended(served, await begin(served, `arn:aws:states:::${resource}`, parameters, input));

describe('sqs:sendMessage', () => {
  it('sends any JSON and gives what SQS answers', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    const { status, output } = await run(
      served,
      'sqs:sendMessage',
      { QueueUrl, MessageBody: { 'id.$': '$.id' } },
      { id: 7 },
    );
    expect(status).toBe('SUCCEEDED');
    const [message] = await receive(served, QueueUrl);
    expect(message!.Body).toBe('{"id":7}');
    expect(JSON.parse(String(output))).toMatchObject({
      MessageId: message!.MessageId,
      MD5OfMessageBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
  });

  it('fails by the names of the first SDK', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    expect(await run(served, 'sqs:sendMessage', { QueueUrl, MessageBody: null })).toMatchObject({
      error: 'SQS.AmazonSQSException',
      cause: expect.stringMatching(
        /^The request must contain the parameter MessageBody\. \(Service: AmazonSQS; Status Code: 400; Error Code: MissingParameter; Request ID: .*; Proxy: null\)$/,
      ),
    });
    const gone = 'http://localhost:4566/000000000000/gone';
    expect(await run(served, 'sqs:sendMessage', { QueueUrl: gone, MessageBody: 'x' })).toMatchObject({
      error: 'SQS.QueueDoesNotExistException',
    });
    expect(await run(served, 'sqs:sendMessage', { QueueUrl: 'http://nowhere', MessageBody: 'x' })).toMatchObject({
      error: 'SQS.SdkClientException',
      cause: 'Unable to execute HTTP request: nowhere: Name or service not known',
    });
  });

  it('waits for its task token', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    const parameters = { QueueUrl, MessageBody: { 'token.$': '$$.Task.Token' } };
    const execution = await begin(served, 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', parameters);
    await settle();
    const [message] = await receive(served, QueueUrl);
    const { token } = JSON.parse(message!.Body) as { token: string };
    await states(served, 'SendTaskSuccess', { taskToken: token, output: '{"done":true}' });
    expect(await ended(served, execution)).toMatchObject({ status: 'SUCCEEDED', output: '{"done":true}' });
  });
});

describe('aws-sdk:sqs and aws-sdk:sns', () => {
  it('carry out the operations of the API, and fail by the names of the second SDK', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'x' });
    const told = await run(served, 'aws-sdk:sqs:receiveMessage', { QueueUrl });
    expect(JSON.parse(String(told['output']))).toMatchObject({ Messages: [{ Body: 'x' }] });
    expect(await run(served, 'aws-sdk:sqs:getQueueUrl', { QueueName: 'gone' })).toMatchObject({
      error: 'Sqs.QueueDoesNotExistException',
      cause: expect.stringMatching(
        /^The specified queue does not exist\. \(Service: Sqs, Status Code: 400, Request ID: /,
      ),
    });
    await run(served, 'aws-sdk:sns:createTopic', { Name: 'news' });
    const listed = await run(served, 'aws-sdk:sns:listTopics', {});
    expect(JSON.parse(String(listed['output']))).toEqual({
      Topics: [{ TopicArn: 'arn:aws:sns:us-east-1:000000000000:news' }],
    });
  });
});

describe('sns:publish', () => {
  it('reaches the queue of a subscription', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'inbox');
    const TopicArn = 'arn:aws:sns:us-east-1:000000000000:news';
    await sns(served, 'CreateTopic', { Name: 'news' });
    const Endpoint = 'arn:aws:sqs:us-east-1:000000000000:inbox';
    await sns(served, 'Subscribe', { TopicArn, Protocol: 'sqs', Endpoint });
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'a' } };
    const { output } = await run(served, 'sns:publish', { TopicArn, Message: { hello: 1 }, MessageAttributes });
    const [message] = await receive(served, QueueUrl);
    expect(JSON.parse(message!.Body)).toMatchObject({
      MessageId: (JSON.parse(String(output)) as { MessageId: string }).MessageId,
      Message: '{"hello":1}',
      MessageAttributes: { kind: { Type: 'String', Value: 'a' } },
    });
    expect(await run(served, 'sns:publish', { TopicArn: `${TopicArn}x`, Message: 'x' })).toMatchObject({
      error: 'SNS.NotFoundException',
      cause: expect.stringMatching(
        /^Topic does not exist \(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; /,
      ),
    });
  });
});
