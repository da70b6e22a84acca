// Starts the wing: tables, queues, topics and deliveries, doors, readers for functions; then goes on with what was under way.
import type { Account } from '../aws/arn.js';
import { ServiceError } from '../aws/errors.js';
import { createJsonDoor } from '../aws/wire.js';
import type { HttpBackend } from '../backends/http-port.js';
import type { LambdaBackend } from '../backends/lambda-port.js';
import type { MessagingBackend } from '../backends/messaging-port.js';
import type { Change } from '../definition/registry.js';
import type { Clock } from '../lib/clock.js';
import type { Door } from '../lib/door.js';
import type { Log } from '../lib/log.js';
import type { Random } from '../lib/random.js';
import type { Database } from '../lib/sqlite.js';
import type { MessagingProgram } from './model.js';
import { createMoves } from './queues/moves.js';
import { createQueues } from './queues/queues.js';
import { callInProcess, createSnsDoor } from './sns/door.js';
import type { SnsPorts } from './sns/operation.js';
import { SQS_SERVICE } from './sqs/index.js';
import type { SqsPorts } from './sqs/operation.js';
import { createDeliveries } from './topics/deliveries.js';
import { createEnvelopes } from './topics/envelope.js';
import { createOutbox } from './topics/outbox.js';
import { createPublisher } from './topics/publish.js';
import { type Certify, createSigner } from './topics/signer.js';
import { createReaders } from './triggers/readers.js';

export interface MessagingPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly account: Account;
  readonly lambda: LambdaBackend;
  readonly control: { apply(change: Change): Promise<unknown> };
  /** Where the port answers: the host of queue URLs for calls that came in process. */
  endpointUrl(): string;
  /** For deliveries to HTTP endpoints; asked for when there is one. */
  http(): HttpBackend;
  readonly certify: Certify;
}

export interface MessagingWing {
  /** `certificate` serves what notifications are signed with, `messages` what would have been mailed or texted. */
  readonly doors: { readonly sqs: Door; readonly sns: Door; readonly certificate: Door; readonly messages: Door };
  readonly backend: MessagingBackend;
  /** Makes and drops queues until they are those of `program`; resolves when that is on disk. */
  swap(program: MessagingProgram): Promise<void>;
  close(): void;
}

/** `const wing = await start(compile(definition).program, ports)`; `wing.doors.sqs` then answers SQS. */
export async function start(initial: MessagingProgram, ports: MessagingPorts): Promise<MessagingWing> {
  const { database, clock, random, log, account, lambda, control, endpointUrl } = ports;
  let program = initial;
  const queues = createQueues({ database, clock, random, account });
  await queues.swap([...program.queues.values()]);
  const moves = createMoves({ database, clock, log, queues });
  const readers = createReaders({ queues, database, clock, log, account, lambda });
  const sqs: SqsPorts = {
    queues,
    moves,
    clock,
    random,
    account,
    control,
    definition: (name) => program.queues.get(name),
    definitions: () => [...program.queues.values()],
    endpointUrl,
  };
  const outbox = createOutbox(database, clock);
  const signer = createSigner(database, ports.certify);
  const envelopes = createEnvelopes(signer, endpointUrl);
  const deliveries = createDeliveries({
    database,
    clock,
    log,
    queues,
    lambda,
    http: ports.http,
    subscription: (arn) => program.subscriptions.get(arn),
  });
  const publisher = createPublisher({
    database,
    clock,
    random,
    queues,
    deliveries,
    envelopes,
    outbox,
    subscriptionsOf: (arn) => program.byTopic.get(arn) ?? [],
  });
  const sns: SnsPorts = {
    program: () => program,
    queues,
    publisher,
    outbox,
    random,
    account,
    control,
    mail: (letter) => database.commit(() => outbox.put(letter)),
  };
  /** Asks the endpoints of subscriptions that are new and not confirmed. */
  const askEndpoints = async (before: MessagingProgram | undefined): Promise<void> => {
    const fresh = [...program.subscriptions.values()]
      .map(({ definition }) => definition)
      .filter(({ name, pendingToken }) => pendingToken !== undefined && !before?.subscriptions.has(name));
    if (fresh.length === 0) return;
    await database.commit(() => {
      for (const { name, topicArn, pendingToken } of fresh) {
        const messageId = random.uuid();
        const timestamp = new Date(clock.now()).toISOString();
        const body = envelopes.confirmation({ topicArn, token: pendingToken!, messageId, timestamp });
        deliveries.put({
          subscriptionArn: name,
          body,
          letter: body,
          headers: {
            'x-amz-sns-message-type': 'SubscriptionConfirmation',
            'x-amz-sns-message-id': messageId,
            'x-amz-sns-topic-arn': topicArn,
          },
        });
      }
    });
    deliveries.pump();
  };
  const operations = new Map(SQS_SERVICE.operations.map((operation) => [operation.name, operation]));
  const context = { log, requestId: () => random.uuid() };
  moves.resume();
  readers.swap(program.triggers);
  deliveries.pump();
  await askEndpoints(undefined);
  return {
    doors: {
      sqs: createJsonDoor(SQS_SERVICE, sqs, context),
      sns: createSnsDoor(sns, context),
      certificate: () => ({
        status: 200,
        headers: { 'content-type': 'application/x-pem-file' },
        body: signer.certificate(),
      }),
      messages: () => ({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ messages: outbox.list() }),
      }),
    },
    backend: {
      async sqs(name, input) {
        const operation = operations.get(name);
        if (!operation) throw new ServiceError('InvalidAction', `The action ${name} is not valid for this endpoint.`);
        return (await operation.handle(input, sqs)) ?? {};
      },
      sns: (name, input) => callInProcess(name, input, sns),
    },
    async swap(next) {
      const before = program;
      program = next;
      await queues.swap([...next.queues.values()]);
      readers.swap(next.triggers);
      await askEndpoints(before);
    },
    close() {
      readers.close();
      deliveries.close();
      moves.close();
      queues.close();
    },
  };
}
