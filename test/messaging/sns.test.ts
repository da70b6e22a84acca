// SNS on the wire, as @aws-sdk/client-sns speaks it: topics, subscriptions, filters, and what queues, functions and HTTP endpoints
// receive.
import { createVerify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, bodies, makeQueue, receive, type Served, serve, settle, sns } from './wing.js';

const ACCOUNT = 'us-east-1:000000000000';
const TOPIC = `arn:aws:sns:${ACCOUNT}:news`;
const queueArn = (name: string) => `arn:aws:sqs:${ACCOUNT}:${name}`;

async function topicWithQueue(
  served: Served,
  attributes: Readonly<Record<string, string>> = {},
): Promise<{ url: string; subscription: string }> {
  await sns(served, 'CreateTopic', { Name: 'news' });
  const url = await makeQueue(served, 'inbox');
  const flat = Object.entries(attributes).flatMap(([key, value], index) => [
    [`Attributes.entry.${index + 1}.key`, key],
    [`Attributes.entry.${index + 1}.value`, value],
  ]);
  const answer = await sns(served, 'Subscribe', {
    TopicArn: TOPIC,
    Protocol: 'sqs',
    Endpoint: queueArn('inbox'),
    ...Object.fromEntries(flat),
  });
  expect(answer.text).toContain('<SubscriptionArn>');
  return { url, subscription: answer.get('SubscriptionArn')! };
}

/** Attributes as SDKs flatten them. */
function flatAttributes(given: Readonly<Record<string, readonly [type: string, value: string]>>) {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, [type, value]], index) => {
      const at = `MessageAttributes.entry.${index + 1}`;
      return [
        [`${at}.Name`, name],
        [`${at}.Value.DataType`, type],
        [`${at}.Value.StringValue`, value],
      ];
    }),
  );
}

const publish = (served: Served, Message: string, more: Readonly<Record<string, string>> = {}) =>
  sns(served, 'Publish', { TopicArn: TOPIC, Message, ...more });

describe('topics', () => {
  it('are made once, told of and deleted', async () => {
    const served = await serve();
    const made = await sns(served, 'CreateTopic', { Name: 'news' });
    expect(made.text).toMatch(
      /^<CreateTopicResponse xmlns="http:\/\/sns\.amazonaws\.com\/doc\/2010-03-31\/"><CreateTopicResult><TopicArn>arn:aws:sns:us-east-1:000000000000:news<\/TopicArn>/,
    );
    expect((await sns(served, 'CreateTopic', { Name: 'news' })).get('TopicArn')).toBe(TOPIC);
    await sns(served, 'SetTopicAttributes', {
      TopicArn: TOPIC,
      AttributeName: 'DisplayName',
      AttributeValue: 'The <news>',
    });
    const told = await sns(served, 'GetTopicAttributes', { TopicArn: TOPIC });
    expect(told.text).toContain('<entry><key>DisplayName</key><value>The &lt;news&gt;</value></entry>');
    expect(told.text).toContain('<entry><key>Owner</key><value>000000000000</value></entry>');
    expect((await sns(served, 'ListTopics')).text).toContain(`<member><TopicArn>${TOPIC}</TopicArn></member>`);
    await sns(served, 'TagResource', { ResourceArn: TOPIC, 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'a' });
    expect((await sns(served, 'ListTagsForResource', { ResourceArn: TOPIC })).get('Key')).toBe('team');
    await sns(served, 'DeleteTopic', { TopicArn: TOPIC });
    const gone = await sns(served, 'GetTopicAttributes', { TopicArn: TOPIC });
    expect([gone.status, gone.get('Code'), gone.get('Message')]).toEqual([404, 'NotFound', 'Topic does not exist']);
  });

  it.each([
    ['CreateTopic', { Name: 'no spaces' }, 'InvalidParameter', 'Invalid parameter: Topic Name'],
    ['CreateTopic', {}, 'ValidationError', /Value null at 'name' failed to satisfy constraint/],
    ['Publish', { TopicArn: TOPIC, Message: 'x' }, 'NotFound', 'Topic does not exist'],
    ['Publish', { Message: 'x' }, 'InvalidParameter', /TopicArn or TargetArn Reason: no value for required parameter/],
    ['Subscribe', { TopicArn: TOPIC, Protocol: 'pigeon', Endpoint: 'x' }, 'InvalidParameter', /pigeon/],
    ['Subscribe', { TopicArn: TOPIC, Protocol: 'sqs', Endpoint: 'x' }, 'InvalidParameter', /SQS endpoint ARN/],
    ['CreatePlatformApplication', {}, 'NotEmulatedException', /^SNS CreatePlatformApplication is not emulated/],
    ['Nonsense', {}, 'InvalidAction', /Nonsense/],
  ])('%s %j is refused', async (action, input, code, message) => {
    const answer = await sns(await serve(), action, input as unknown as Record<string, string>);
    expect(answer.get('Code')).toBe(code);
    expect(answer.get('Message')).toMatch(message);
  });
});

describe('queues', () => {
  it('receive the envelope, signed', async () => {
    const served = await serve();
    const { url, subscription } = await topicWithQueue(served);
    const published = await publish(served, 'Hello "you"', {
      Subject: 'Greeting',
      ...flatAttributes({ size: ['Number', '3'] }),
    });
    const [message] = await receive(served, url);
    expect(message!.Body).toMatch(/^\{\n {2}"Type" : "Notification",\n {2}"MessageId" : "/);
    const envelope = JSON.parse(message!.Body) as Record<string, string>;
    expect(envelope).toEqual({
      Type: 'Notification',
      MessageId: published.get('MessageId'),
      TopicArn: TOPIC,
      Subject: 'Greeting',
      Message: 'Hello "you"',
      Timestamp: '2026-01-01T00:00:00.000Z',
      SignatureVersion: '1',
      Signature: expect.any(String),
      SigningCertURL: expect.stringMatching(/\/SimpleNotificationService-[0-9a-f]{32}\.pem$/),
      UnsubscribeURL: `http://localhost:4566/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
      MessageAttributes: { size: { Type: 'Number', Value: '3' } },
    });
    const certificate = await (await served.emulator.fetch(new URL(envelope['SigningCertURL']!).pathname)).text();
    const text = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      .map((name) => `${name}\n${envelope[name]}\n`)
      .join('');
    expect(createVerify('RSA-SHA1').update(text).verify(certificate, envelope['Signature']!, 'base64')).toBe(true);
  });

  it('receive raw messages with their attributes', async () => {
    const served = await serve();
    const { url } = await topicWithQueue(served, { RawMessageDelivery: 'true' });
    await publish(served, 'plain', flatAttributes({ kind: ['String', 'a'] }));
    const [message] = await receive(served, url, { MessageAttributeNames: ['All'] });
    expect(message).toMatchObject({
      Body: 'plain',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'a' } },
    });
  });

  it('receive the text for their protocol', async () => {
    const served = await serve();
    const { url } = await topicWithQueue(served, { RawMessageDelivery: 'true' });
    const message = JSON.stringify({ default: 'all', sqs: 'queues', email: 'mail' });
    await publish(served, message, { MessageStructure: 'json' });
    expect(bodies(await receive(served, url))).toEqual(['queues']);
    const refused = await publish(served, '{"sqs":"x"}', { MessageStructure: 'json' });
    expect(refused.get('Message')).toBe('Invalid parameter: Message Structure - No default entry in JSON message body');
  });

  it.each([
    [{ FilterPolicy: '{"kind":["a",{"prefix":"b"}]}' }, ['1', '2']],
    [{ FilterPolicy: '{"size":[{"numeric":[">",2]}]}' }, ['2']],
    [{ FilterPolicy: '{"tags":["x"]}' }, ['1']],
    [{ FilterPolicy: '{"kind":[{"exists":false}]}' }, ['3', '{"n":{"of":3}}']],
    [{ FilterPolicy: '{"kind":[{"anything-but":["a"]}]}' }, ['2']],
    [{ FilterPolicy: '{"n":{"of":[3]}}', FilterPolicyScope: 'MessageBody' }, ['{"n":{"of":3}}']],
  ])('receive what the filter %j takes', async (attributes, expected) => {
    const served = await serve();
    const { url } = await topicWithQueue(served, { RawMessageDelivery: 'true', ...(attributes as object) });
    await publish(served, '1', flatAttributes({ kind: ['String', 'a'], tags: ['String.Array', '["x","y"]'] }));
    await publish(served, '2', flatAttributes({ kind: ['String', 'bee'], size: ['Number', '2.5'] }));
    await publish(served, '3');
    await publish(served, '{"n":{"of":3}}');
    expect(bodies(await receive(served, url))).toEqual(expected);
  });

  it('are refused filters that are none', async () => {
    const served = await serve();
    const { subscription } = await topicWithQueue(served);
    const set = (AttributeName: string, AttributeValue: string) =>
      sns(served, 'SetSubscriptionAttributes', { SubscriptionArn: subscription, AttributeName, AttributeValue });
    expect((await set('FilterPolicy', '{')).get('Message')).toBe(
      'Invalid parameter: FilterPolicy: failed to parse JSON.',
    );
    expect((await set('FilterPolicy', '{"a":"b"}')).get('Code')).toBe('InvalidParameter');
    expect((await set('Colour', 'red')).get('Message')).toBe('Invalid parameter: AttributeName');
    expect((await set('FilterPolicy', '{"a":["b"]}')).status).toBe(200);
    const told = await sns(served, 'GetSubscriptionAttributes', { SubscriptionArn: subscription });
    expect(told.text).toContain('<key>FilterPolicyScope</key><value>MessageAttributes</value>');
  });
});

describe('FIFO topics', () => {
  it('keep order and take a message once', async () => {
    const served = await serve();
    const arn = `${TOPIC}.fifo`;
    await sns(served, 'CreateTopic', {
      Name: 'news.fifo',
      'Attributes.entry.1.key': 'FifoTopic',
      'Attributes.entry.1.value': 'true',
    });
    const url = await makeQueue(served, 'inbox.fifo');
    await sns(served, 'Subscribe', { TopicArn: arn, Protocol: 'sqs', Endpoint: queueArn('inbox.fifo') });
    const send = (Message: string, MessageDeduplicationId: string) =>
      sns(served, 'Publish', { TopicArn: arn, Message, MessageGroupId: 'g', MessageDeduplicationId });
    const first = await send('one', '1');
    const same = await send('one again', '1');
    expect([same.get('MessageId'), same.get('SequenceNumber')]).toEqual([
      first.get('MessageId'),
      first.get('SequenceNumber'),
    ]);
    await send('two', '2');
    const messages = await receive(served, url);
    const envelopes = messages.map(({ Body }) => JSON.parse(Body) as Record<string, string>);
    expect(envelopes.map(({ Message }) => Message)).toEqual(['one', 'two']);
    expect(envelopes[0]).not.toHaveProperty('Signature');
    expect(envelopes[0]!['SequenceNumber']).toBe(first.get('SequenceNumber'));
    const refused = await sns(served, 'Publish', { TopicArn: arn, Message: 'x', MessageGroupId: 'g' });
    expect(refused.get('Message')).toMatch(/ContentBasedDeduplication/);
  });
});

describe('batches', () => {
  it('succeed and fail entry by entry', async () => {
    const served = await serve();
    const { url } = await topicWithQueue(served, { RawMessageDelivery: 'true' });
    const answer = await sns(served, 'PublishBatch', {
      TopicArn: TOPIC,
      'PublishBatchRequestEntries.member.1.Id': 'a',
      'PublishBatchRequestEntries.member.1.Message': 'first',
      'PublishBatchRequestEntries.member.2.Id': 'b',
      'PublishBatchRequestEntries.member.2.Message': '',
    });
    expect(answer.text).toMatch(/<Successful><member><Id>a<\/Id>.*<Failed><member><Id>b<\/Id><Code>InvalidParameter/);
    expect(bodies(await receive(served, url))).toEqual(['first']);
  });
});

describe('mail and texts', () => {
  it('are kept and never sent', async () => {
    const served = await serve();
    await sns(served, 'CreateTopic', { Name: 'news' });
    await sns(served, 'Subscribe', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'ann@example.com' });
    await publish(served, 'Hello', { Subject: 'Greeting' });
    await sns(served, 'Publish', { PhoneNumber: '+491701234567', Message: 'code 42' });
    const answer = await served.emulator.fetch('/_offsync/messages');
    const at = Date.UTC(2026, 0, 1);
    expect(await answer.json()).toEqual({
      messages: [
        { at, topicArn: TOPIC, protocol: 'email', endpoint: 'ann@example.com', subject: 'Greeting', message: 'Hello' },
        { at, protocol: 'sms', endpoint: '+491701234567', message: 'code 42' },
      ],
    });
  });
});

describe('HTTP endpoints', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** An endpoint that keeps what it is sent; `status` answers the next request. */
  async function endpoint() {
    const got: { headers: IncomingHttpHeaders; body: string }[] = [];
    const statuses: number[] = [];
    let heard = (): void => {};
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => {
        body += part.toString();
      });
      request.on('end', () => {
        got.push({ headers: request.headers, body });
        response.writeHead(statuses.shift() ?? 200).end();
        heard();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const reached = async (count: number): Promise<void> => {
      while (got.length < count) await new Promise<void>((resolve) => (heard = resolve));
      // The answer has to come back and be written down.
      for (let turn = 0; turn < 5; turn += 1) await settle();
    };
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, got, statuses, reached };
  }

  it('confirm, receive, and are tried again', async () => {
    const served = await serve();
    const there = await endpoint();
    await sns(served, 'CreateTopic', { Name: 'news' });
    const subscribed = await sns(served, 'Subscribe', { TopicArn: TOPIC, Protocol: 'http', Endpoint: there.url });
    expect(subscribed.get('SubscriptionArn')).toBe('pending confirmation');
    await there.reached(1);
    const asked = JSON.parse(there.got[0]!.body) as Record<string, string>;
    expect(there.got[0]!.headers['x-amz-sns-message-type']).toBe('SubscriptionConfirmation');
    await publish(served, 'too early');
    const link = new URL(asked['SubscribeURL']!);
    const confirmed = await served.emulator.fetch(link.pathname + link.search);
    expect(await confirmed.text()).toContain('<ConfirmSubscriptionResult><SubscriptionArn>');
    there.statuses.push(503);
    await publish(served, 'hello');
    await there.reached(2);
    served.clock.advance(20_000);
    await there.reached(3);
    expect(there.got.slice(1).map(({ body }) => (JSON.parse(body) as { Message: string }).Message)).toEqual([
      'hello',
      'hello',
    ]);
    expect(there.got[2]!.headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-topic-arn': TOPIC,
      'content-type': 'text/plain; charset=UTF-8',
    });
    const stop = new URL((JSON.parse(there.got[2]!.body) as { UnsubscribeURL: string }).UnsubscribeURL);
    expect((await served.emulator.fetch(stop.pathname + stop.search)).status).toBe(200);
    expect((await sns(served, 'ListSubscriptions')).text).not.toContain(there.url);
  });

  it('that refuse leave a dead letter', async () => {
    const there = await endpoint();
    const arn = `${TOPIC}:one`;
    const served = await serve({
      topics: [{ name: 'news', attributes: {}, tags: {}, place: {} }],
      queues: [{ name: 'dead', attributes: {}, tags: {}, place: {} }],
      subscriptions: [
        {
          name: arn,
          topicArn: TOPIC,
          protocol: 'http',
          endpoint: there.url,
          attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('dead') }) },
          place: {},
        },
      ],
    });
    there.statuses.push(403);
    await publish(served, 'hello');
    await there.reached(1);
    const { QueueUrl } = await ask<{ QueueUrl: string }>(served, 'GetQueueUrl', { QueueName: 'dead' });
    const [letter] = await receive(served, QueueUrl);
    expect((JSON.parse(letter!.Body) as { Message: string }).Message).toBe('hello');
  });
});
