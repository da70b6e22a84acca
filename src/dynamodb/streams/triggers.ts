// Event source mappings: hands the records of a stream to a function, batch by batch and in order, and keeps how far each
// mapping has come (Lambda developer guide, with-ddb.md). One batch of a mapping is under way at a time.
import type { LambdaBackend } from '../../backends/lambda-port.js';
import type { EventSourceMappingDefinition } from '../../definition/model.js';
import type { Timer } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import { isObject, tryParse } from '../../lib/json.js';
import { type Engine, streamArn, type Triggers } from '../engine/engine.js';
import { partitionPrefix } from '../keys/encode.js';
import type { Trigger } from '../program.js';
import type { Stream, StreamRecord } from '../storage/streams.js';
import type { LiveTable } from '../storage/table.js';
import { recordOf, sequenceText } from './shards.js';

/** Lambda waits longer after every failure of a batch. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
const TTL_SERVICE = { principalId: 'dynamodb.amazonaws.com', type: 'Service' };

export interface TriggerSet extends Triggers {
  /** The mappings and tables are others now. */
  swap(mappings: readonly Trigger[]): void;
}

/** A mapping, or one of its lanes when several batches may be under way at once. */
interface Mapping {
  readonly rules: EventSourceMappingDefinition;
  readonly accepts: (event: unknown) => boolean;
  /** Reads the records whose partition key falls to it: 0 of 1 reads all. */
  readonly lane: number;
  readonly lanes: number;
  /** Its place in the stream is kept under this. */
  readonly reader: string;
  stopped: boolean;
  running: boolean;
  /** Records came while a batch was under way. */
  again: boolean;
  timer: Timer | undefined;
  /** Waits for a fuller batch. */
  filling: boolean;
  /** Ends a pause. */
  wake: (() => void) | undefined;
}

/** A lane for each batch that may be under way; each keeps its own place in the stream. */
function lanesOf({ rules, accepts }: Trigger): Mapping[] {
  const lanes = rules.parallelizationFactor ?? 1;
  return Array.from({ length: lanes }, (_, lane) => ({
    rules,
    accepts,
    lane,
    lanes,
    reader: lanes === 1 ? rules.id : `${rules.id}:${lane + 1}/${lanes}`,
    stopped: false,
    running: false,
    again: false,
    filling: false,
    timer: undefined,
    wake: undefined,
  }));
}

export function createTriggers(engineOf: () => Engine, lambda: LambdaBackend | undefined): TriggerSet {
  let mappings: Mapping[] = [];

  const streamOf = (mapping: Mapping): Stream | undefined =>
    engineOf().catalog.tables.get(mapping.rules.tableName)?.stream;

  const pause = (mapping: Mapping, ms: number): Promise<void> =>
    new Promise((resolve) => {
      mapping.wake = resolve;
      mapping.timer?.cancel();
      mapping.timer = engineOf().clock.after(ms, resolve);
    });

  const save = async (mapping: Mapping, stream: Stream, sequence: number): Promise<void> => {
    const { database, catalog } = engineOf();
    if (mapping.stopped) return;
    await database.commit(() => catalog.streams.setPosition(mapping.reader, stream, sequence));
  };

  const eventOf = (stream: Stream, record: StreamRecord): Record<string, unknown> => {
    const engine = engineOf();
    return {
      ...recordOf(engine, stream, record),
      eventSourceARN: streamArn(engine.account, stream),
      ...(record.change.expired ? { userIdentity: TTL_SERVICE } : {}),
    };
  };

  /** Records of other lanes, and those that the filters keep back, are passed over as if they were not there. */
  const isFor = (mapping: Mapping, stream: Stream, record: StreamRecord): boolean => {
    const { lane, lanes, rules } = mapping;
    if (lanes > 1) {
      const key = record.change.Keys[stream.keyNames[0]!]!;
      if (partitionPrefix(key).readUInt32BE(0) % lanes !== lane) return false;
    }
    return rules.filters === undefined || mapping.accepts(eventOf(stream, record));
  };

  /** The next records for a mapping behind `position`, and how far was looked. */
  const nextBatch = (mapping: Mapping, stream: Stream, position: number) => {
    const { catalog, clock } = engineOf();
    const { batchSize } = mapping.rules;
    const records: StreamRecord[] = [];
    let reached = position;
    for (;;) {
      const read = catalog.streams.read(stream, reached, batchSize, clock.now());
      for (const record of read) {
        if (records.length === batchSize) return { records, reached };
        reached = record.sequence;
        if (isFor(mapping, stream, record)) records.push(record);
      }
      if (read.length === 0) return { records, reached };
    }
  };

  /** Index of the first record that was not dealt with; undefined when all were. */
  const invoke = async (
    { rules }: Mapping,
    stream: Stream,
    records: readonly StreamRecord[],
  ): Promise<number | undefined> => {
    const engine = engineOf();
    const Records = records.map((record) => eventOf(stream, record));
    try {
      const answer = await lambda!.invoke({
        functionName: rules.functionName,
        payload: JSON.stringify({ Records }),
        invocationType: 'RequestResponse',
      });
      if (answer.functionError !== undefined) {
        engine.log.write('warn', `${rules.functionName} failed with records of ${rules.tableName}: ${answer.payload}`);
        return 0;
      }
      return rules.reportBatchItemFailures ? firstFailure(tryParse(answer.payload), records) : undefined;
    } catch (error) {
      engine.log.write('warn', `${rules.functionName} could not be called for ${rules.tableName}: ${messageOf(error)}`);
      return 0;
    }
  };

  const discard = (mapping: Mapping, records: readonly StreamRecord[], why: string): void => {
    const { tableName, functionName } = mapping.rules;
    engineOf().log.write('warn', `${records.length} records of ${tableName} were given up: ${why}.`, { functionName });
  };

  /** Resolves when every record is dealt with or given up. */
  const deliver = async (
    mapping: Mapping,
    stream: Stream,
    given: readonly StreamRecord[],
    failures: number,
  ): Promise<void> => {
    const { rules } = mapping;
    let records = given;
    for (let failed = failures; !mapping.stopped; failed += 1) {
      const oldest = engineOf().clock.now() - rules.maximumRecordAgeSeconds * 1000;
      const kept = rules.maximumRecordAgeSeconds < 0 ? records : records.filter(({ at }) => at >= oldest);
      if (kept.length < records.length) {
        discard(mapping, records.slice(0, records.length - kept.length), 'they are too old');
        await save(mapping, stream, records[records.length - kept.length - 1]!.sequence);
      }
      records = kept;
      if (records.length === 0) return;
      const from = await invoke(mapping, stream, records);
      if (mapping.stopped) return;
      if (from === undefined) return save(mapping, stream, records.at(-1)!.sequence);
      if (from > 0) await save(mapping, stream, records[from - 1]!.sequence);
      const whole = from === 0;
      records = records.slice(from);
      // Splitting a batch is no retry (Lambda developer guide, services-ddb-errors.md).
      if (rules.bisectOnError && whole && records.length > 1) {
        const half = Math.ceil(records.length / 2);
        await deliver(mapping, stream, records.slice(0, half), failed);
        return deliver(mapping, stream, records.slice(half), failed);
      }
      if (rules.maximumRetryAttempts >= 0 && failed >= rules.maximumRetryAttempts) {
        discard(mapping, records, `${rules.functionName} failed ${failed + 1} times`);
        return save(mapping, stream, records.at(-1)!.sequence);
      }
      await pause(mapping, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failed));
    }
  };

  const run = async (mapping: Mapping): Promise<void> => {
    const { rules } = mapping;
    const { database, catalog, clock } = engineOf();
    const { streams } = catalog;
    while (!mapping.stopped) {
      const stream = streamOf(mapping);
      if (stream === undefined) return;
      await database.settled();
      let position = streams.position(mapping.reader, stream);
      if (position === undefined) {
        position = rules.startingPosition === 'LATEST' ? streams.newest() : 0;
        await save(mapping, stream, position);
      }
      const { records, reached } = nextBatch(mapping, stream, position);
      if (records.length === 0) {
        if (reached > position) await save(mapping, stream, reached);
        return;
      }
      const waited = clock.now() - records[0]!.at;
      if (records.length < rules.batchSize && waited < rules.batchingWindowSeconds * 1000) {
        mapping.filling = true;
        await pause(mapping, rules.batchingWindowSeconds * 1000 - waited);
        mapping.filling = false;
        continue;
      }
      await deliver(mapping, stream, records, 0);
      if (reached > records.at(-1)!.sequence) await save(mapping, stream, reached);
    }
  };

  const start = (mapping: Mapping): void => {
    mapping.again = true;
    if (mapping.filling) mapping.wake?.();
    if (mapping.running || mapping.stopped) return;
    mapping.running = true;
    void (async () => {
      while (mapping.again && !mapping.stopped) {
        mapping.again = false;
        try {
          await run(mapping);
        } catch (error) {
          // A full disk, for one: the next change goes on where this one stopped.
          engineOf().log.write('error', `Records of ${mapping.rules.tableName} are stuck: ${messageOf(error)}`);
        }
      }
      mapping.running = false;
    })();
  };

  const stop = (mapping: Mapping): void => {
    mapping.stopped = true;
    mapping.timer?.cancel();
    mapping.wake?.();
  };

  return {
    changed({ program }: LiveTable) {
      for (const mapping of mappings) if (mapping.rules.tableName === program.name) start(mapping);
    },
    swap(next) {
      const same = (wanted: Mapping, mapping: Mapping): boolean =>
        wanted.reader === mapping.reader && JSON.stringify(wanted.rules) === JSON.stringify(mapping.rules);
      const wanted = lambda === undefined ? [] : next.filter(({ rules }) => rules.enabled).flatMap(lanesOf);
      for (const mapping of mappings) if (!wanted.some((one) => same(one, mapping))) stop(mapping);
      mappings = wanted.map((one) => mappings.find((mapping) => same(one, mapping)) ?? one);
      mappings.forEach(start);
    },
    close() {
      mappings.forEach(stop);
      mappings = [];
    },
  };
}

/**
 * The lowest sequence number among `batchItemFailures`; an answer that names something else means the whole batch
 * (Lambda developer guide, services-ddb-batchfailurereporting.md).
 */
function firstFailure(answer: unknown, records: readonly StreamRecord[]): number | undefined {
  const failures = isObject(answer) ? answer['batchItemFailures'] : undefined;
  if (failures === undefined || failures === null) return undefined;
  if (!Array.isArray(failures)) return 0;
  const indexes = failures.map((failure) =>
    records.findIndex(({ sequence }) => isObject(failure) && failure['itemIdentifier'] === sequenceText(sequence)),
  );
  if (indexes.length === 0) return undefined;
  return Math.max(0, Math.min(...indexes));
}
