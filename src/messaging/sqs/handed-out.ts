// A received message in the shape of ReceiveMessage, with the attributes that were asked for.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
import { md5 } from '../queues/message.js';
import { digestOf, type Received } from '../queues/queues.js';
import { messageAttributes, systemAttributes } from '../queues/received.js';

/** `All` and `.*` ask for every attribute, `prefix.*` for those that begin so. */
function isAsked(name: string, asked: readonly string[]): boolean {
  return asked.some(
    (one) => one === name || one === 'All' || one === '.*' || (one.endsWith('.*') && name.startsWith(one.slice(0, -1))),
  );
}

const pick = <T>(all: Readonly<Record<string, T>>, wanted: (name: string) => boolean): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name)));

export function handedOut(
  message: Received,
  asked: { readonly fifo: boolean; readonly system: readonly string[]; readonly names: readonly string[] },
) {
  const system = pick(systemAttributes(message, asked.fifo), (name) =>
    asked.system.some((one) => one === 'All' || one === name),
  );
  const attributes = pick(messageAttributes(message), (name) => isAsked(name, asked.names));
  const digest = digestOf(attributes);
  return {
    MessageId: message.uuid,
    ReceiptHandle: message.handle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(digest !== undefined && { MD5OfMessageAttributes: digest, MessageAttributes: attributes }),
  };
}
