// Event source mappings: hands the records of a stream to a function, batch by batch and in order, and keeps how far each
// mapping has come (Lambda developer guide, with-ddb.md). One batch of a mapping is under way at a time.
import type { LambdaBackend } from '../../backends/lambda-port.js';
import type { EventSourceMappingDefinition } from '../../definition/model.js';
import type { Timer } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import { isObject, tryParse } from '../../lib/json.js';
import { type Engine, streamArn, type Triggers } from '../engine/engine.js';
import type { Stream, StreamRecord } from '../storage/streams.js';
import type { LiveTable } from '../storage/table.js';
import { recordOf, sequenceText } from './shards.js';

/** Lambda waits longer after every failure of a batch. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
const TTL_SERVICE = { principalId: 'dynamodb.amazonaws.com', type: 'Service' };

export interface TriggerSet extends Triggers {
  /** The mappings and tables are others now. */
  swap(mappings: readonly EventSourceMappingDefinition[]): void;
}

interface Mapping {
  readonly rules: EventSourceMappingDefinition;
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
    await database.commit(() => catalog.streams.setPosition(mapping.rules.id, stream, sequence));
  };

  /** Index of the first record that was not dealt with; undefined when all were. */
  const invoke = async (
    { rules }: Mapping,
    stream: Stream,
    records: readonly StreamRecord[],
  ): Promise<number | undefined> => {
    const engine = engineOf();
    const Records = records.map((record) => ({
      ...recordOf(engine, stream, record),
      eventSourceARN: streamArn(engine.account, stream),
      ...(record.change.expired ? { userIdentity: TTL_SERVICE } : {}),
    }));
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
      let position = streams.position(rules.id, stream);
      if (position === undefined) {
        position = rules.startingPosition === 'LATEST' ? streams.newest() : 0;
        await save(mapping, stream, position);
      }
      const records = streams.read(stream, position, rules.batchSize, clock.now());
      if (records.length === 0) return;
      const waited = clock.now() - records[0]!.at;
      if (records.length < rules.batchSize && waited < rules.batchingWindowSeconds * 1000) {
        mapping.filling = true;
        await pause(mapping, rules.batchingWindowSeconds * 1000 - waited);
        mapping.filling = false;
        continue;
      }
      await deliver(mapping, stream, records, 0);
    }
  };

  const start = (mapping: Mapping): void => {
    mapping.again = true;
    if (mapping.filling) mapping.wake?.();
    if (mapping.running || mapping.stopped) return;
    mapping.running = true;
    void (async () => {
      try {
        while (mapping.again && !mapping.stopped) {
          mapping.again = false;
          await run(mapping);
        }
      } catch (error) {
        engineOf().log.write('error', `Records of ${mapping.rules.tableName} are stuck: ${messageOf(error)}`);
      } finally {
        mapping.running = false;
      }
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
      const same = (rules: EventSourceMappingDefinition, mapping: Mapping): boolean =>
        JSON.stringify(rules) === JSON.stringify(mapping.rules);
      const enabled = lambda === undefined ? [] : next.filter((rules) => rules.enabled);
      for (const mapping of mappings) if (!enabled.some((rules) => same(rules, mapping))) stop(mapping);
      mappings = enabled.map(
        (rules) =>
          mappings.find((mapping) => same(rules, mapping)) ?? {
            rules,
            stopped: false,
            running: false,
            again: false,
            filling: false,
            timer: undefined,
            wake: undefined,
          },
      );
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
