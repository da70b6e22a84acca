// DescribeStream: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html
import { streamArn } from '../engine/engine.js';
import { integer, structure, text } from '../input/shape.js';
import { defineOperation } from '../operations/operation.js';
import { findStream, sequenceText, shardId } from './shards.js';

interface DescribeStreamInput {
  readonly StreamArn: string;
  readonly ExclusiveStartShardId?: string;
  readonly ShardFilter?: { readonly Type?: string; readonly ShardId?: string };
}

export const describeStream = defineOperation<DescribeStreamInput>({
  name: 'DescribeStream',
  shape: {
    StreamArn: text({ required: true, min: 37, max: 1024 }),
    Limit: integer({ min: 1, max: 100 }),
    ExclusiveStartShardId: text({ min: 28, max: 65 }),
    ShardFilter: structure({ Type: text({ enum: ['CHILD_SHARDS'] }), ShardId: text({ min: 28, max: 65 }) }),
  },
  run(input, engine) {
    const stream = findStream(engine, input.StreamArn);
    const id = shardId(stream);
    const { streams } = engine.catalog;
    const shard = {
      ShardId: id,
      SequenceNumberRange: {
        StartingSequenceNumber: sequenceText(1),
        ...(stream.closedAt === undefined ? {} : { EndingSequenceNumber: sequenceText(streams.newest()) }),
      },
    };
    // The only shard has no children, and nothing comes behind it.
    const shards = input.ExclusiveStartShardId === id || input.ShardFilter?.Type ? [] : [shard];
    const [hash, range] = stream.keyNames;
    return {
      StreamDescription: {
        StreamArn: streamArn(engine.account, stream),
        StreamLabel: stream.label,
        StreamStatus: stream.closedAt === undefined ? 'ENABLED' : 'DISABLED',
        StreamViewType: stream.view,
        CreationRequestDateTime: stream.createdAt / 1000,
        TableName: stream.tableName,
        KeySchema: [
          { AttributeName: hash, KeyType: 'HASH' },
          ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
        ],
        Shards: shards,
      },
    };
  },
});
