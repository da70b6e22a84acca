// A notification as each protocol receives it: the JSON envelope of queues and HTTP endpoints, with its signature, and the event
// of a function. https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
import type { MessageAttributes } from '../queues/message.js';
import type { Signer } from './signer.js';

/** Where the certificate lies below the port's address; AWS's path has a hash of its certificate there. */
export const CERTIFICATE_PATH = '/SimpleNotificationService-0ff570c0ff570c0ff570c0ff570c0ff5.pem';

export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  /** ISO 8601, with milliseconds. */
  readonly timestamp: string;
  readonly attributes: MessageAttributes | undefined;
  /** Of FIFO topics, whose notifications bear no signature. */
  readonly sequence: string | undefined;
  readonly signatureVersion: '1' | '2';
}

export interface Envelopes {
  /** What a queue or an HTTP endpoint gets, unless it wants the message raw. */
  notification(one: Notification, subscriptionArn: string): string;
  /** The event a function is called with. */
  event(one: Notification, subscriptionArn: string): string;
  /** Asks an HTTP endpoint whether it wants what it was subscribed to. */
  confirmation(one: {
    readonly topicArn: string;
    readonly token: string;
    readonly messageId: string;
    readonly timestamp: string;
  }): string;
}

/** `"Type" : "Notification",` on a line for each member: SNS's own layout. */
function layout(members: Readonly<Record<string, string | undefined>>, attributes?: string): string {
  const lines = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`);
  if (attributes !== undefined) lines.push(`  "MessageAttributes" : ${attributes}`);
  return `{\n${lines.join(',\n')}\n}`;
}

const shown = (attributes: MessageAttributes) =>
  Object.entries(attributes).map(
    ([name, { DataType, StringValue, BinaryValue }]) =>
      [name, { Type: DataType, Value: StringValue ?? BinaryValue ?? '' }] as const,
  );

/** Names and values on lines of their own, in this order; a notification without a subject leaves it out. */
function signedText(members: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
}

export function createEnvelopes(signer: Signer, endpointUrl: () => string): Envelopes {
  const certificateUrl = (): string => `${endpointUrl()}${CERTIFICATE_PATH}`;
  const unsubscribeUrl = (arn: string): string => `${endpointUrl()}/?Action=Unsubscribe&SubscriptionArn=${arn}`;
  /** The same for every subscription: signed once. */
  const signatures = new WeakMap<Notification, string>();
  const signatureOf = (one: Notification): string => {
    const known = signatures.get(one);
    if (known !== undefined) return known;
    const text = signedText({
      Message: one.message,
      MessageId: one.messageId,
      Subject: one.subject,
      Timestamp: one.timestamp,
      TopicArn: one.topicArn,
      Type: 'Notification',
    });
    const signature = signer.sign(text, one.signatureVersion);
    signatures.set(one, signature);
    return signature;
  };
  return {
    notification(one, subscriptionArn) {
      const signed = one.sequence === undefined;
      const attributes = one.attributes && shown(one.attributes);
      return layout(
        {
          Type: 'Notification',
          MessageId: one.messageId,
          SequenceNumber: one.sequence,
          TopicArn: one.topicArn,
          Subject: one.subject,
          Message: one.message,
          Timestamp: one.timestamp,
          SignatureVersion: signed ? one.signatureVersion : undefined,
          Signature: signed ? signatureOf(one) : undefined,
          SigningCertURL: signed ? certificateUrl() : undefined,
          UnsubscribeURL: unsubscribeUrl(subscriptionArn),
        },
        attributes &&
          `{\n${attributes.map(([name, value]) => `    ${JSON.stringify(name)} : ${JSON.stringify(value)}`).join(',\n')}\n  }`,
      );
    },
    event(one, subscriptionArn) {
      return JSON.stringify({
        Records: [
          {
            EventSource: 'aws:sns',
            EventVersion: '1.0',
            EventSubscriptionArn: subscriptionArn,
            Sns: {
              Type: 'Notification',
              MessageId: one.messageId,
              TopicArn: one.topicArn,
              Subject: one.subject ?? null,
              Message: one.message,
              Timestamp: one.timestamp,
              SignatureVersion: one.signatureVersion,
              Signature: signatureOf(one),
              // Url and not URL: so it is in events.
              SigningCertUrl: certificateUrl(),
              UnsubscribeUrl: unsubscribeUrl(subscriptionArn),
              MessageAttributes: Object.fromEntries(shown(one.attributes ?? {})),
            },
          },
        ],
      });
    },
    confirmation({ topicArn, token, messageId, timestamp }) {
      const message = `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`;
      const url = `${endpointUrl()}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`;
      const text = signedText({
        Message: message,
        MessageId: messageId,
        SubscribeURL: url,
        Timestamp: timestamp,
        Token: token,
        TopicArn: topicArn,
        Type: 'SubscriptionConfirmation',
      });
      return layout({
        Type: 'SubscriptionConfirmation',
        MessageId: messageId,
        Token: token,
        TopicArn: topicArn,
        Message: message,
        SubscribeURL: url,
        Timestamp: timestamp,
        SignatureVersion: '1',
        Signature: signer.sign(text, '1'),
        SigningCertURL: certificateUrl(),
      });
    },
  };
}
