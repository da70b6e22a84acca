// What the Streams API shows of a stream: its ARN, its one shard, sequence numbers, iterators and records. Used by the
// operations beside it; the records themselves are storage/streams.ts's.
import { createHash } from 'node:crypto';
import { ServiceError } from '../../aws/errors.js';
import { type Engine, streamArn } from '../engine/engine.js';
import { TEXT, validationFault } from '../faults.js';
import type { Stream, StreamRecord } from '../storage/streams.js';

/** An iterator is good for 15 minutes (API_streams_GetShardIterator). */
const ITERATOR_MS = 15 * 60 * 1000;
/** What templates name as the label of a stream that is not born yet. */
const ANY_LABEL = '1970-01-01T00:00:00.000';

export function streamNotFound(arn: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
}

export function findStream(engine: Engine, arn: string): Stream {
  const streams = engine.catalog.streams.list(engine.clock.now());
  const found =
    streams.find((stream) => streamArn(engine.account, stream) === arn) ??
    streams.findLast((stream) => streamArn(engine.account, { ...stream, label: ANY_LABEL }) === arn);
  if (found === undefined) throw streamNotFound(arn);
  return found;
}

/** At least 21 digits, and in order as numbers and as text. */
export function sequenceText(sequence: number): string {
  return `1${String(sequence).padStart(20, '0')}`;
}

export function readSequence(text: string): number {
  const sequence = /^1\d{20}$/.test(text) ? Number(text.slice(1)) : Number.NaN;
  if (!Number.isSafeInteger(sequence)) throw validationFault(TEXT.invalid(`Invalid SequenceNumber: ${text}`));
  return sequence;
}

/** The service splits a stream into shards as it grows; ours has one for all its life. */
export function shardId(stream: Stream): string {
  const id = createHash('sha256').update(`${stream.id}:${stream.label}`).digest('hex').slice(0, 8);
  return `shardId-${String(stream.createdAt).padStart(20, '0')}-${id}`;
}

export interface Iterator {
  readonly arn: string;
  readonly after: number;
  readonly madeAt: number;
}

/** `arn|1|...`, as the service's look; the rest is nobody's business. */
export function iteratorText(engine: Engine, stream: Stream, after: number): string {
  const state = Buffer.from(JSON.stringify([after, engine.clock.now()])).toString('base64');
  return `${streamArn(engine.account, stream)}|1|${state}`;
}

export function readIterator(engine: Engine, text: string): { readonly stream: Stream; readonly after: number } {
  const [arn, version, state] = text.split('|');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(state ?? '', 'base64').toString('utf8'));
  } catch {
    parts = undefined;
  }
  const [after, madeAt] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (version !== '1' || !Number.isSafeInteger(after) || typeof madeAt !== 'number') {
    throw validationFault('Invalid ShardIterator');
  }
  if (engine.clock.now() - madeAt > ITERATOR_MS) {
    throw new ServiceError('ExpiredIteratorException', 'The iterator has expired');
  }
  return { stream: findStream(engine, arn!), after: after as number };
}

/** A record as GetRecords and a function's event have it; only the case of `userIdentity` differs. */
export function recordOf(engine: Engine, stream: Stream, record: StreamRecord): Record<string, unknown> {
  const { eventName, expired: _expired, ...change } = record.change;
  return {
    eventID: createHash('md5').update(`${stream.label}:${record.sequence}`).digest('hex'),
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: engine.account.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(record.at / 1000),
      ...change,
      SequenceNumber: sequenceText(record.sequence),
      StreamViewType: stream.view,
    },
  };
}
