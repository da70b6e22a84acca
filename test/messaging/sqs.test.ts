// SQS on the wire, as @aws-sdk/client-sqs speaks it: queues, messages, and what is refused in which words.
import { describe, expect, it } from 'vitest';
import { ask, bodies, makeQueue, receive, refusal, serve, settle, sqs } from './wing.js';

const invalid = (message: string) => ({
  status: 400,
  type: 'com.amazon.coral.service#InvalidParameterValueException',
  message,
  query: 'InvalidParameterValue;Sender',
});
const NO_QUEUE = {
  status: 400,
  type: 'com.amazonaws.sqs#QueueDoesNotExist',
  message: 'The specified queue does not exist.',
  query: 'AWS.SimpleQueueService.NonExistentQueue;Sender',
};

describe('queues', () => {
  it('are made once, found by name and listed', async () => {
    const served = await serve();
    const url = await makeQueue(served, 'orders', { VisibilityTimeout: '45' });
    expect(url).toBe('http://localhost:4566/000000000000/orders');
    expect(await makeQueue(served, 'orders', { VisibilityTimeout: '45' })).toBe(url);
    expect(await makeQueue(served, 'orders')).toBe(url);
    expect(await refusal(served, 'CreateQueue', { QueueName: 'orders', Attributes: { DelaySeconds: '1' } })).toEqual({
      status: 400,
      type: 'com.amazonaws.sqs#QueueNameExists',
      message: 'A queue already exists with the same name and a different value for attribute DelaySeconds',
      query: 'QueueAlreadyExists;Sender',
    });
    for (const name of ['a', 'b', 'c']) await makeQueue(served, `list-${name}`);
    expect(await ask(served, 'GetQueueUrl', { QueueName: 'orders' })).toEqual({ QueueUrl: url });
    const first = await ask<{ QueueUrls: string[]; NextToken: string }>(served, 'ListQueues', {
      QueueNamePrefix: 'list-',
      MaxResults: 2,
    });
    expect(first.QueueUrls.map((one) => one.at(-1))).toEqual(['a', 'b']);
    const rest = await ask<{ QueueUrls: string[]; NextToken?: string }>(served, 'ListQueues', {
      QueueNamePrefix: 'list-',
      MaxResults: 2,
      NextToken: first.NextToken,
    });
    expect([rest.QueueUrls.map((one) => one.at(-1)), rest.NextToken]).toEqual([['c'], undefined]);
    expect(await ask(served, 'ListQueues', { QueueNamePrefix: 'none' })).toEqual({});
  });

  it('tell their attributes', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'one' });
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'two' });
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'late', DelaySeconds: 60 });
    await receive(served, QueueUrl, { MaxNumberOfMessages: 1 });
    const { Attributes } = await ask(served, 'GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    expect(Attributes).toEqual({
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:orders',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      CreatedTimestamp: '1767225600',
      LastModifiedTimestamp: '1767225600',
      VisibilityTimeout: '30',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      DelaySeconds: '0',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
    });
    served.clock.advance(5000);
    await ask(served, 'SetQueueAttributes', { QueueUrl, Attributes: { VisibilityTimeout: '5' } });
    expect(
      await ask(served, 'GetQueueAttributes', {
        QueueUrl,
        AttributeNames: ['VisibilityTimeout', 'LastModifiedTimestamp'],
      }),
    ).toEqual({ Attributes: { VisibilityTimeout: '5', LastModifiedTimestamp: '1767225605' } });
  });

  it.each([
    ['GetQueueUrl', { QueueName: 'nowhere' }, NO_QUEUE],
    ['SendMessage', { QueueUrl: 'http://localhost:4566/000000000000/nowhere', MessageBody: 'x' }, NO_QUEUE],
    ['SendMessage', { QueueUrl: 'http://localhost:4566/111122223333/orders', MessageBody: 'x' }, NO_QUEUE],
    [
      'CreateQueue',
      { QueueName: 'no spaces' },
      invalid('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'),
    ],
    ['CreateQueue', { QueueName: 'x.fifo' }, expect.objectContaining({ status: 400 })],
    [
      'CreateQueue',
      { QueueName: 'x', Attributes: { VisibilityTimeout: '43201' } },
      {
        status: 400,
        type: 'com.amazonaws.sqs#InvalidAttributeValue',
        message: 'Invalid value for the parameter VisibilityTimeout.',
        query: 'InvalidAttributeValue;Sender',
      },
    ],
    [
      'CreateQueue',
      { QueueName: 'x', Attributes: { Colour: 'red' } },
      {
        status: 400,
        type: 'com.amazonaws.sqs#InvalidAttributeName',
        message: 'Unknown Attribute Colour.',
        query: 'InvalidAttributeName;Sender',
      },
    ],
    [
      'CreateQueue',
      {
        QueueName: 'x',
        Attributes: {
          RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:gone","maxReceiveCount":2}',
        },
      },
      invalid(
        'Value {"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:gone","maxReceiveCount":2} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.',
      ),
    ],
    [
      'CreateQueue',
      {},
      {
        status: 400,
        type: 'com.amazon.coral.service#MissingRequiredParameterException',
        message: 'The request must contain the parameter QueueName.',
        query: 'MissingParameter;Sender',
      },
    ],
    ['CreateQueue', { QueueName: 7 }, expect.objectContaining({ query: 'SerializationException;Sender' })],
    [
      'AddPermission',
      {},
      expect.objectContaining({ status: 501, message: expect.stringContaining('SQS AddPermission is not emulated') }),
    ],
    ['Nonsense', {}, expect.objectContaining({ status: 400 })],
  ])('%s %j is refused', async (operation, input, expected) => {
    expect(await refusal(await serve(), operation, input)).toEqual(expected);
  });

  it('keep tags', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    await ask(served, 'TagQueue', { QueueUrl, Tags: { team: 'books', stage: 'dev' } });
    await ask(served, 'UntagQueue', { QueueUrl, TagKeys: ['stage'] });
    expect(await ask(served, 'ListQueueTags', { QueueUrl })).toEqual({ Tags: { team: 'books' } });
  });

  it('are gone with their messages', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'one' });
    await ask(served, 'DeleteQueue', { QueueUrl });
    expect(await refusal(served, 'ReceiveMessage', { QueueUrl })).toEqual(NO_QUEUE);
    await makeQueue(served, 'orders');
    expect(await receive(served, QueueUrl)).toEqual([]);
  });
});

describe('messages', () => {
  it('come with digests and the attributes that were asked for', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    const MessageAttributes = {
      size: { DataType: 'Number', StringValue: '3' },
      'trace.id': { DataType: 'String', StringValue: 'abc' },
      raw: { DataType: 'Binary', BinaryValue: 'AQID' },
    };
    const sent = await ask(served, 'SendMessage', {
      QueueUrl,
      MessageBody: 'This is a test message',
      MessageAttributes,
    });
    expect(sent).toMatchObject({ MD5OfMessageBody: 'fafb00f5732ab283681e124bf8747ed1' });
    const [message] = await receive(served, QueueUrl, { MessageAttributeNames: ['All'], VisibilityTimeout: 0 });
    expect(message).toMatchObject({
      MessageId: sent['MessageId'],
      Body: 'This is a test message',
      MD5OfMessageAttributes: sent['MD5OfMessageAttributes'],
      MessageAttributes,
      Attributes: { SenderId: '000000000000', ApproximateReceiveCount: '1', SentTimestamp: '1767225600000' },
    });
    const [some] = await receive(served, QueueUrl, { MessageAttributeNames: ['trace.*'], VisibilityTimeout: 0 });
    expect(some!.MessageAttributes).toEqual({ 'trace.id': MessageAttributes['trace.id'] });
    const [none] = await receive(served, QueueUrl, { MessageSystemAttributeNames: [] });
    expect(none).not.toHaveProperty('Attributes');
    expect(none).not.toHaveProperty('MessageAttributes');
  });

  it('are taken at the URL of their queue', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    const { status } = await sqs(served, 'SendMessage', { QueueUrl, MessageBody: 'x' }, '/000000000000/orders');
    expect(status).toBe(200);
    expect(await receive(served, QueueUrl)).toHaveLength(1);
  });

  it('appear again when their visibility timeout ends, unless they are deleted', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders', { VisibilityTimeout: '10' });
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'one' });
    const [first] = await receive(served, QueueUrl);
    expect(await receive(served, QueueUrl)).toEqual([]);
    served.clock.advance(10_000);
    const [second] = await receive(served, QueueUrl);
    expect(second!.Attributes).toMatchObject({
      ApproximateReceiveCount: '2',
      ApproximateFirstReceiveTimestamp: '1767225600000',
    });
    // The first handle is old: answered as done, and the message stays.
    await ask(served, 'DeleteMessage', { QueueUrl, ReceiptHandle: first!.ReceiptHandle });
    await ask(served, 'ChangeMessageVisibility', {
      QueueUrl,
      ReceiptHandle: second!.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    const [third] = await receive(served, QueueUrl);
    await ask(served, 'DeleteMessage', { QueueUrl, ReceiptHandle: third!.ReceiptHandle });
    served.clock.advance(60_000);
    expect(await receive(served, QueueUrl)).toEqual([]);
  });

  it('wait for their delay and end with their retention', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders', { DelaySeconds: '5', MessageRetentionPeriod: '60' });
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'queue' });
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'own', DelaySeconds: 0 });
    expect(bodies(await receive(served, QueueUrl, { VisibilityTimeout: 0 }))).toEqual(['own']);
    served.clock.advance(5000);
    expect(bodies(await receive(served, QueueUrl, { VisibilityTimeout: 0 }))).toEqual(['own', 'queue']);
    served.clock.advance(56_000);
    expect(await receive(served, QueueUrl)).toEqual([]);
  });

  it.each(['{', '[]'])('a body of %s is no request', async (body) => {
    expect(await refusal(await serve(), 'SendMessage', body)).toMatchObject({ query: 'SerializationException;Sender' });
  });

  it.each([
    [{ MessageBody: '' }, 'The request must contain the parameter MessageBody.'],
    [
      { MessageBody: 'x', DelaySeconds: 901 },
      'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    ],
    [{ MessageBody: 'x\u0000' }, expect.stringContaining('Invalid characters found.')],
    [
      { MessageBody: 'x'.repeat(1_048_577) },
      'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    ],
    [
      { MessageBody: 'x', MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
      "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
    ],
    [
      { MessageBody: 'x', MessageAttributes: { a: { DataType: 'String' } } },
      "The message attribute 'a' must contain a non-empty message attribute value for message attribute type 'String'.",
    ],
    [
      { MessageBody: 'x', MessageAttributes: { a: { DataType: 'Number', StringValue: 'many' } } },
      "Can't cast the value of message attribute 'a' to a number.",
    ],
    [
      { MessageBody: 'x', MessageDeduplicationId: 'd' },
      'Value d for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.',
    ],
  ])('SendMessage %# is refused', async (input, message) => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    expect(await refusal(served, 'SendMessage', { QueueUrl, ...input })).toMatchObject({ status: 400, message });
  });

  it.each([
    [
      { MaxNumberOfMessages: 11 },
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    ],
    [
      { WaitTimeSeconds: 21 },
      'Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
    ],
  ])('ReceiveMessage %j is refused', async (input, message) => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    expect(await refusal(served, 'ReceiveMessage', { QueueUrl, ...input })).toEqual(invalid(message));
  });

  it('handles that are none are refused', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    expect(await refusal(served, 'DeleteMessage', { QueueUrl, ReceiptHandle: 'nonsense' })).toMatchObject({
      type: 'com.amazonaws.sqs#ReceiptHandleIsInvalid',
      message: 'The input receipt handle "nonsense" is not a valid receipt handle.',
    });
  });
});

describe('batches', () => {
  it('succeed and fail entry by entry', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    const answer = await ask<{ Successful: { Id: string }[]; Failed: unknown[] }>(served, 'SendMessageBatch', {
      QueueUrl,
      Entries: [
        { Id: 'a', MessageBody: '1' },
        { Id: 'b', MessageBody: '' },
        { Id: 'c', MessageBody: '3' },
      ],
    });
    expect(answer.Successful.map(({ Id }) => Id)).toEqual(['a', 'c']);
    expect(answer.Failed).toEqual([
      {
        Id: 'b',
        SenderFault: true,
        Code: 'MissingParameter',
        Message: 'The request must contain the parameter MessageBody.',
      },
    ]);
    const messages = await receive(served, QueueUrl);
    const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    const hidden = entries.map((entry) => ({ ...entry, VisibilityTimeout: 100 }));
    expect(await ask(served, 'ChangeMessageVisibilityBatch', { QueueUrl, Entries: hidden })).toEqual({
      Successful: [{ Id: '0' }, { Id: '1' }],
    });
    const wrong = { Id: 'x', ReceiptHandle: 'nonsense' };
    expect(await ask(served, 'DeleteMessageBatch', { QueueUrl, Entries: [...entries, wrong] })).toEqual({
      Successful: [{ Id: '0' }, { Id: '1' }],
      Failed: [expect.objectContaining({ Id: 'x', Code: 'ReceiptHandleIsInvalid' })],
    });
  });

  it.each([
    [[], 'There should be at least one SendMessageBatchRequestEntry in the request.'],
    [
      Array.from({ length: 11 }, (_, id) => ({ Id: `${id}`, MessageBody: 'x' })),
      'Maximum number of entries per request are 10. You have sent 11.',
    ],
    [[1, 2].map(() => ({ Id: 'a', MessageBody: 'x' })), 'Id a repeated.'],
    [
      [{ Id: 'a b', MessageBody: 'x' }],
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    ],
    [
      [1, 2].map((id) => ({ Id: `${id}`, MessageBody: 'x'.repeat(600_000) })),
      'Batch requests cannot be longer than 1048576 bytes. You have sent 1200000 bytes.',
    ],
  ])('%# are refused as a whole', async (Entries, message) => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    expect(await refusal(served, 'SendMessageBatch', { QueueUrl, Entries })).toMatchObject({ status: 400, message });
    expect(await receive(served, QueueUrl)).toEqual([]);
  });
});

describe('long polls', () => {
  it('end with the first message, or with nothing', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    const waiting = receive(served, QueueUrl, { WaitTimeSeconds: 20 });
    await settle();
    served.clock.advance(19_000);
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'one' });
    expect(bodies(await waiting)).toEqual(['one']);
    const empty = receive(served, QueueUrl, { WaitTimeSeconds: 20 });
    await settle();
    served.clock.advance(20_000);
    expect(await empty).toEqual([]);
    expect(served.clock.pending).toBe(0);
  });

  it('see a delay or a visibility timeout end, and are served in turn', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders', { ReceiveMessageWaitTimeSeconds: '20' });
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'a', DelaySeconds: 3 });
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'b', DelaySeconds: 4 });
    const first = receive(served, QueueUrl, { MaxNumberOfMessages: 1, VisibilityTimeout: 5 });
    const second = receive(served, QueueUrl, { MaxNumberOfMessages: 1, VisibilityTimeout: 60 });
    await settle();
    served.clock.advance(3000);
    expect(bodies(await first)).toEqual(['a']);
    served.clock.advance(1000);
    expect(bodies(await second)).toEqual(['b']);
    const again = receive(served, QueueUrl, { MaxNumberOfMessages: 1 });
    await settle();
    served.clock.advance(4000);
    expect(bodies(await again)).toEqual(['a']);
  });

  it('end when the emulator closes', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders');
    const waiting = receive(served, QueueUrl, { WaitTimeSeconds: 20 });
    await settle();
    await served.emulator.close();
    expect(await waiting).toEqual([]);
  });
});

describe('dead letters', () => {
  const redrive = (name: string, maxReceiveCount: number) => ({
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
      maxReceiveCount,
    }),
  });

  it('go where the redrive policy says, and come back by a move task', async () => {
    const served = await serve();
    const dead = await makeQueue(served, 'dead');
    const QueueUrl = await makeQueue(served, 'orders', { VisibilityTimeout: '1', ...redrive('dead', 2) });
    await ask(served, 'SendMessage', { QueueUrl, MessageBody: 'poison' });
    for (let time = 0; time < 2; time += 1) {
      expect(await receive(served, QueueUrl)).toHaveLength(1);
      served.clock.advance(1000);
    }
    expect(await receive(served, QueueUrl)).toEqual([]);
    const SourceArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
    const [letter] = await receive(served, dead, { VisibilityTimeout: 0 });
    expect(letter!.Attributes).toMatchObject({
      DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:orders',
      ApproximateReceiveCount: '3',
    });
    expect(await ask(served, 'ListDeadLetterSourceQueues', { QueueUrl: dead })).toEqual({ queueUrls: [QueueUrl] });
    const { TaskHandle } = await ask(served, 'StartMessageMoveTask', { SourceArn });
    expect(await refusal(served, 'StartMessageMoveTask', { SourceArn })).toMatchObject({
      type: 'com.amazonaws.sqs#UnsupportedOperation',
    });
    served.clock.advance(0);
    await settle();
    expect(bodies(await receive(served, QueueUrl))).toEqual(['poison']);
    const { Results } = await ask<{ Results: unknown[] }>(served, 'ListMessageMoveTasks', { SourceArn });
    expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }]);
    expect(await refusal(served, 'CancelMessageMoveTask', { TaskHandle })).toMatchObject({
      message: 'Only active tasks can be cancelled.',
    });
  });

  it('move at the pace that was asked for, until the task is cancelled', async () => {
    const served = await serve();
    const dead = await makeQueue(served, 'dead');
    await makeQueue(served, 'orders', redrive('dead', 2));
    const other = await makeQueue(served, 'other');
    for (let id = 0; id < 5; id += 1) await ask(served, 'SendMessage', { QueueUrl: dead, MessageBody: `${id}` });
    const { TaskHandle } = await ask(served, 'StartMessageMoveTask', {
      SourceArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
      DestinationArn: 'arn:aws:sqs:us-east-1:000000000000:other',
      MaxNumberOfMessagesPerSecond: 2,
    });
    served.clock.advance(0);
    await settle();
    expect(bodies(await receive(served, other))).toEqual(['0', '1']);
    expect(await ask(served, 'CancelMessageMoveTask', { TaskHandle })).toEqual({ ApproximateNumberOfMessagesMoved: 2 });
    served.clock.advance(5000);
    await settle();
    expect(await receive(served, other)).toEqual([]);
  });
});

describe('FIFO queues', () => {
  const send = (group: string, body: string, MessageDeduplicationId = body) => ({
    MessageGroupId: group,
    MessageBody: body,
    MessageDeduplicationId,
  });

  it('keep the order of each group, and hold a group while one of it is in flight', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders.fifo');
    for (const [group, body] of [
      ['a', 'a1'],
      ['a', 'a2'],
      ['b', 'b1'],
      ['a', 'a3'],
    ] as const) {
      await ask(served, 'SendMessage', { QueueUrl, ...send(group, body) });
    }
    const first = await receive(served, QueueUrl, { MaxNumberOfMessages: 2 });
    expect(bodies(first)).toEqual(['a1', 'a2']);
    expect(first[0]!.Attributes).toMatchObject({ MessageGroupId: 'a', MessageDeduplicationId: 'a1' });
    expect(BigInt(first[1]!.Attributes!['SequenceNumber']!)).toBeGreaterThan(
      BigInt(first[0]!.Attributes!['SequenceNumber']!),
    );
    expect(bodies(await receive(served, QueueUrl))).toEqual(['b1']);
    await ask(served, 'DeleteMessage', { QueueUrl, ReceiptHandle: first[0]!.ReceiptHandle });
    expect(await receive(served, QueueUrl)).toEqual([]);
    await ask(served, 'DeleteMessage', { QueueUrl, ReceiptHandle: first[1]!.ReceiptHandle });
    expect(bodies(await receive(served, QueueUrl))).toEqual(['a3']);
    served.clock.advance(30_000);
    expect(bodies(await receive(served, QueueUrl))).toEqual(['b1', 'a3']);
  });

  it('refuse a handle whose time is over', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders.fifo');
    await ask(served, 'SendMessage', { QueueUrl, ...send('g', 'x') });
    const [message] = await receive(served, QueueUrl, { VisibilityTimeout: 1 });
    served.clock.advance(1000);
    const { ReceiptHandle } = message!;
    expect(await refusal(served, 'DeleteMessage', { QueueUrl, ReceiptHandle })).toMatchObject({
      message: `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    });
  });

  it('take a message once in five minutes', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders.fifo', { ContentBasedDeduplication: 'true' });
    const one = { QueueUrl, MessageGroupId: 'g', MessageBody: 'same' };
    const first = await ask(served, 'SendMessage', one);
    expect(await ask(served, 'SendMessage', one)).toEqual(first);
    const [message] = await receive(served, QueueUrl);
    await ask(served, 'DeleteMessage', { QueueUrl, ReceiptHandle: message!.ReceiptHandle });
    served.clock.advance(299_999);
    expect(await ask(served, 'SendMessage', one)).toEqual(first);
    expect(await receive(served, QueueUrl)).toEqual([]);
    served.clock.advance(1);
    await ask(served, 'SendMessage', one);
    expect(bodies(await receive(served, QueueUrl))).toEqual(['same']);
  });

  it('give the same again for the same attempt', async () => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders.fifo');
    await ask(served, 'SendMessage', { QueueUrl, ...send('g', 'x') });
    const attempt = { ReceiveRequestAttemptId: 'try' };
    const first = await receive(served, QueueUrl, attempt);
    const again = await receive(served, QueueUrl, attempt);
    expect(again).toEqual(first);
    expect(await receive(served, QueueUrl)).toEqual([]);
  });

  it.each([
    [{ MessageBody: 'x', MessageDeduplicationId: 'd' }, 'The request must contain the parameter MessageGroupId.'],
    [
      { MessageBody: 'x', MessageGroupId: 'g' },
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    ],
    [
      { MessageBody: 'x', MessageGroupId: 'g', MessageDeduplicationId: 'd', DelaySeconds: 5 },
      'Value 5 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
    ],
  ])('refuse %j', async (input, message) => {
    const served = await serve();
    const QueueUrl = await makeQueue(served, 'orders.fifo');
    expect(await refusal(served, 'SendMessage', { QueueUrl, ...input })).toMatchObject({ message });
  });
});
