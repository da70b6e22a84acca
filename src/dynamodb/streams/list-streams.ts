// ListStreams: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html
import { streamArn, tableNameOf } from '../engine/engine.js';
import { integer, text } from '../input/shape.js';
import { defineOperation } from '../operations/operation.js';

interface ListStreamsInput {
  readonly TableName?: string;
  readonly Limit?: number;
  readonly ExclusiveStartStreamArn?: string;
}

const MOST = 100;

export const listStreams = defineOperation<ListStreamsInput>({
  name: 'ListStreams',
  shape: {
    TableName: text({ min: 1 }),
    Limit: integer({ min: 1, max: MOST }),
    ExclusiveStartStreamArn: text({ min: 37, max: 1024 }),
  },
  run(input, engine) {
    const wanted = input.TableName && tableNameOf(input.TableName);
    const all = engine.catalog.streams
      .list(engine.clock.now())
      .filter((stream) => !wanted || stream.tableName === wanted)
      .map((stream) => ({
        StreamArn: streamArn(engine.account, stream),
        TableName: stream.tableName,
        StreamLabel: stream.label,
      }));
    const start = all.findIndex((stream) => stream.StreamArn === input.ExclusiveStartStreamArn) + 1;
    const page = all.slice(start, start + (input.Limit ?? MOST));
    const more = start + page.length < all.length;
    return { Streams: page, ...(more ? { LastEvaluatedStreamArn: page.at(-1)!.StreamArn } : {}) };
  },
});
