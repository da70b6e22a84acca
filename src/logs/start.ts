// Starts the wing: tables, the sink that other wings write to, and the door that answers CloudWatch Logs' calls. No
// subscriptions, no metrics, no Insights: what is written can be read and searched.
import type { Account } from '../aws/arn.js';
import { createJsonDoor } from '../aws/wire.js';
import type { LogLine, LogSink } from '../backends/logs-port.js';
import type { Clock, Timer } from '../lib/clock.js';
import type { Door } from '../lib/door.js';
import { messageOf } from '../lib/errors.js';
import type { Log } from '../lib/log.js';
import type { Random } from '../lib/random.js';
import type { Database } from '../lib/sqlite.js';
import { OPERATIONS } from './api/index.js';
import { createEvents } from './store/events.js';
import { createGroups } from './store/groups.js';
import { prepareTables } from './store/schema.js';

export interface LogsPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly account: Account;
  /** The most lines a group keeps; older ones go first. */
  readonly mostLines?: number;
}

export interface LogsWing {
  readonly doors: { readonly json: Door };
  readonly sink: LogSink;
  close(): void;
}

const MOST_LINES = 100_000;
/** Lines that came outside of a commit wait so long, or until there are so many, to share one. */
const GATHER_MS = 100;
const MOST_GATHERED = 1000;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html */
export function start(ports: LogsPorts): LogsWing {
  const { database, clock, random, log, account, mostLines = MOST_LINES } = ports;
  prepareTables(database);
  const groups = createGroups(database);
  const events = createEvents(database, mostLines);
  let gathered: { readonly group: string; readonly stream: string; readonly lines: LogLine[] }[] = [];
  let count = 0;
  let timer: Timer | undefined;
  let closed = false;
  for (const { id, retentionDays } of groups.list('')) events.trim(id, retentionDays, clock.now());

  const append: LogSink['append'] = (group, stream, lines) =>
    events.append(groups.ensure(group, stream, clock.now()), lines, clock.now());
  const flush = (): void => {
    timer?.cancel();
    timer = undefined;
    if (gathered.length === 0) return;
    const batch = gathered;
    [gathered, count] = [[], 0];
    database
      .commit(() => {
        for (const { group, stream, lines } of batch) append(group, stream, lines);
      })
      .catch((error: unknown) => {
        if (!closed) log.write('error', `Logs could not be written: ${messageOf(error)}`);
      });
  };
  const write: LogSink['write'] = (group, stream, lines) => {
    if (closed || lines.length === 0) return;
    const last = gathered.findLast((one) => one.group === group && one.stream === stream);
    if (last) last.lines.push(...lines);
    else gathered.push({ group, stream, lines: [...lines] });
    count += lines.length;
    if (count >= MOST_GATHERED) flush();
    else timer ??= clock.after(GATHER_MS, flush);
  };
  const service = { targetPrefix: 'Logs_20140328', version: '1.1', operations: OPERATIONS } as const;
  const json = createJsonDoor(
    service,
    { groups, events, database, clock, account },
    { log, requestId: () => random.uuid() },
  );
  return {
    doors: {
      json(request) {
        // Who asks sees what was written before.
        flush();
        return json(request);
      },
    },
    sink: { append, write },
    close() {
      flush();
      closed = true;
    },
  };
}
