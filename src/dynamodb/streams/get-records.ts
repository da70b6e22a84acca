// GetRecords: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html
import { integer, text } from '../input/shape.js';
import { defineOperation } from '../operations/operation.js';
import { iteratorText, readIterator, recordOf } from './shards.js';

interface GetRecordsInput {
  readonly ShardIterator: string;
  readonly Limit?: number;
}

const MOST = 1000;
/** Who deletes what has expired (time-to-live-ttl-streams.md). */
const TTL_SERVICE = { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' };

export const getRecords = defineOperation<GetRecordsInput>({
  name: 'GetRecords',
  shape: {
    ShardIterator: text({ required: true, min: 1, max: 2048 }),
    Limit: integer({ min: 1, max: MOST }),
  },
  async run(input, engine) {
    const { stream, after } = readIterator(engine, input.ShardIterator);
    // Nobody hears of a write before it is durable.
    await engine.database.settled();
    const records = engine.catalog.streams.read(stream, after, input.Limit ?? MOST, engine.clock.now());
    const last = records.at(-1)?.sequence ?? after;
    const ended = stream.closedAt !== undefined && records.length === 0;
    return {
      Records: records.map((record) => ({
        ...recordOf(engine, stream, record),
        ...(record.change.expired ? { userIdentity: TTL_SERVICE } : {}),
      })),
      ...(ended ? {} : { NextShardIterator: iteratorText(engine, stream, last) }),
    };
  },
});
