// GetShardIterator: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html
import { ServiceError } from '../../aws/errors.js';
import type { Engine } from '../engine/engine.js';
import { validationFault } from '../faults.js';
import { text } from '../input/shape.js';
import { defineOperation } from '../operations/operation.js';
import type { Stream } from '../storage/streams.js';
import { findStream, iteratorText, readSequence, shardId } from './shards.js';

interface GetShardIteratorInput {
  readonly StreamArn: string;
  readonly ShardId: string;
  readonly ShardIteratorType: 'TRIM_HORIZON' | 'LATEST' | 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER';
  readonly SequenceNumber?: string;
}

/** The sequence number behind which the iterator reads on. */
function startOf(engine: Engine, stream: Stream, input: GetShardIteratorInput): number {
  const { streams } = engine.catalog;
  const { ShardIteratorType: type, SequenceNumber: given } = input;
  if (type === 'TRIM_HORIZON') return 0;
  if (type === 'LATEST') return streams.newest();
  if (!given) {
    throw validationFault(`SequenceNumber must be specified when ShardIteratorType is ${type}`);
  }
  const sequence = readSequence(given);
  const oldest = streams.read(stream, 0, 1, engine.clock.now())[0]?.sequence;
  if (sequence < (oldest ?? sequence)) {
    throw new ServiceError(
      'TrimmedDataAccessException',
      'The operation attempted to read past the oldest stream record in a shard.',
    );
  }
  return type === 'AT_SEQUENCE_NUMBER' ? sequence - 1 : sequence;
}

export const getShardIterator = defineOperation<GetShardIteratorInput>({
  name: 'GetShardIterator',
  shape: {
    StreamArn: text({ required: true, min: 37, max: 1024 }),
    ShardId: text({ required: true, min: 28, max: 65 }),
    ShardIteratorType: text({
      required: true,
      enum: ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'],
    }),
    SequenceNumber: text({ min: 21, max: 40 }),
  },
  run(input, engine) {
    const stream = findStream(engine, input.StreamArn);
    if (input.ShardId !== shardId(stream)) {
      throw new ServiceError(
        'ResourceNotFoundException',
        `Requested resource not found: Shard: ${input.ShardId} in stream: ${input.StreamArn} not found`,
      );
    }
    return { ShardIterator: iteratorText(engine, stream, startOf(engine, stream, input)) };
  },
});
