// Every operation of the Streams API (`DynamoDBStreams_20120810`), over the same engine.
import type { DynamoOperation } from '../operations/operation.js';
import { describeStream } from './describe-stream.js';
import { getRecords } from './get-records.js';
import { getShardIterator } from './get-shard-iterator.js';
import { listStreams } from './list-streams.js';

export const STREAM_OPERATIONS: readonly DynamoOperation[] = [
  describeStream,
  getRecords,
  getShardIterator,
  listStreams,
];
