// The descriptor of an SNS operation, and what operations work with. Input has the shape of a JSON protocol, every leaf text; maps
// of an answer are Maps. One file each, one line in index.ts.
import type { Account } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import type { XmlMembers } from '../../aws/query-wire.js';
import type { SubscriptionDefinition, TopicDefinition } from '../../definition/model.js';
import type { Change } from '../../definition/registry.js';
import { isObject } from '../../lib/json.js';
import type { Random } from '../../lib/random.js';
import type { MessagingProgram } from '../model.js';
import type { Queues } from '../queues/queues.js';
import type { Outbox } from '../topics/outbox.js';
import type { Publisher } from '../topics/publish.js';
import { invalid, topicNameOf } from '../topics/settings.js';

export interface SnsPorts {
  program(): MessagingProgram;
  readonly queues: Queues;
  readonly publisher: Publisher;
  readonly outbox: Outbox;
  readonly random: Random;
  readonly account: Account;
  readonly control: { apply(change: Change): Promise<unknown> };
  /** Keeps a letter durably. */
  mail(letter: Parameters<Outbox['put']>[0]): Promise<void>;
}

export type Input = Readonly<Record<string, unknown>>;

export interface SnsOperation {
  readonly name: string;
  handle(input: Input, ports: SnsPorts): XmlMembers | Promise<XmlMembers>;
}

export const notFound = (message: string): ServiceError => new ServiceError('NotFound', message, 404);

export function readText(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') throw invalid(name);
  return String(value);
}

export function needText(input: Input, name: string): string {
  const value = readText(input, name);
  if (value !== undefined) return value;
  const member = `${name[0]!.toLowerCase()}${name.slice(1)}`;
  throw new ServiceError(
    'ValidationError',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

export function readMap(input: Input, name: string): Readonly<Record<string, string>> {
  const value = input[name] ?? {};
  if (value === '') return {};
  if (!isObject(value)) throw invalid(name);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)]));
}

export function readList(input: Input, name: string): readonly unknown[] {
  const value = input[name] ?? [];
  if (value === '') return [];
  if (!Array.isArray(value)) throw invalid(name);
  return value;
}

export function readTags(input: Input): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readList(input, 'Tags').map((tag) => {
      if (!isObject(tag)) throw invalid('Tags');
      return [needText(tag, 'Key'), needText(tag, 'Value')];
    }),
  );
}

export function topicOf(arn: string, { program, account }: SnsPorts): TopicDefinition {
  const parts = arn.split(':');
  if (parts.length !== 6 || parts[2] !== 'sns') throw invalid('TopicArn');
  const topic = parts[4] === account.accountId ? program().topics.get(topicNameOf(arn)) : undefined;
  if (!topic) throw notFound('Topic does not exist');
  return topic;
}

export function subscriptionOf(arn: string, { program }: SnsPorts): SubscriptionDefinition {
  const parts = arn.split(':');
  if (parts.length !== 7 || parts[2] !== 'sns') {
    throw invalid(`SubscriptionArn Reason: An ARN must have at least 6 elements, not ${parts.length}`);
  }
  const found = program().subscriptions.get(arn);
  if (!found) throw notFound('Subscription does not exist');
  return found.definition;
}

const PAGE = 100;

/** A page of 100; a token is where the next one begins. */
export function pageOf<T>(all: readonly T[], input: Input): { page: readonly T[]; next: { NextToken?: string } } {
  const token = readText(input, 'NextToken');
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString('latin1'));
  if (!Number.isInteger(start) || start < 0) throw invalid('NextToken');
  const end = start + PAGE;
  return {
    page: all.slice(start, end),
    next: end < all.length ? { NextToken: Buffer.from(String(end)).toString('base64') } : {},
  };
}
