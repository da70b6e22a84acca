// The descriptor of an SQS operation, and what operations work with. One file each, one line in index.ts.
import type { Account } from '../../aws/arn.js';
import type { Operation } from '../../aws/wire.js';
import type { QueueDefinition } from '../../definition/model.js';
import type { Change } from '../../definition/registry.js';
import type { Clock } from '../../lib/clock.js';
import type { DoorRequest } from '../../lib/door.js';
import type { Random } from '../../lib/random.js';
import type { Moves } from '../queues/moves.js';
import type { Queues } from '../queues/queues.js';

export interface SqsPorts {
  readonly queues: Queues;
  readonly moves: Moves;
  readonly clock: Clock;
  readonly random: Random;
  readonly account: Account;
  /** The one road in: resolves when the queue is (or is no longer) there. */
  readonly control: { apply(change: Change): Promise<unknown> };
  definition(name: string): QueueDefinition | undefined;
  definitions(): readonly QueueDefinition[];
  /** Where the port answers, for calls that came without a request. */
  endpointUrl(): string;
}

export type SqsOperation = Operation<SqsPorts>;
export type Input = Readonly<Record<string, unknown>>;

/** `http://localhost:4566/000000000000/orders`, with the host that was asked. */
export function queueUrl(name: string, ports: SqsPorts, request: DoorRequest | undefined): string {
  const host = request?.headers['host'];
  const base = host === undefined ? ports.endpointUrl() : `${request!.secure ? 'https' : 'http'}://${host}`;
  return `${base}/${ports.account.accountId}/${name}`;
}

/** Who sends, as SenderId tells it: the id of the account's administrator, whoever signed. */
export const senderOf = (ports: SqsPorts): string => ports.account.accountId;
