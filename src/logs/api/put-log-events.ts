// PutLogEvents: lines of one stream, in order of time. What is too old or too new is left out and said.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html

import type { Operation } from '../../aws/wire.js';
import type { LogLine } from '../../backends/logs-port.js';
import { isObject } from '../../lib/json.js';
import type { ApiPorts } from '../ports.js';
import { constraint, findGroup, findStream, type Input, invalid, streamName } from './input.js';

const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;
/** What AWS counts for each line beside its text. */
const OVERHEAD = 26;
const OLDEST_MS = 14 * 86_400_000;
const NEWEST_MS = 2 * 3_600_000;

export const putLogEvents: Operation<ApiPorts> = {
  name: 'PutLogEvents',
  async handle(input, ports) {
    const { groups, events, database, clock } = ports;
    const group = findGroup(input, ports);
    const stream = findStream(group, streamName(input), ports);
    const lines = linesOf(input);
    const now = clock.now();
    const oldest = Math.max(
      now - OLDEST_MS,
      group.retentionDays === undefined ? 0 : now - group.retentionDays * 86_400_000,
    );
    const kept = lines.filter(({ timestamp }) => timestamp >= oldest && timestamp <= now + NEWEST_MS);
    await database.commit(() => events.append(groups.ensure(group.name, stream.name, now), kept, now));
    const tooOld = lines.findLastIndex(({ timestamp }) => timestamp < oldest);
    const tooNew = lines.findIndex(({ timestamp }) => timestamp > now + NEWEST_MS);
    return {
      nextSequenceToken: String(now).padStart(56, '0'),
      ...(tooOld < 0 && tooNew < 0
        ? {}
        : {
            rejectedLogEventsInfo: {
              ...(tooNew < 0 ? {} : { tooNewLogEventStartIndex: tooNew }),
              ...(tooOld < 0 ? {} : { tooOldLogEventEndIndex: tooOld + 1 }),
            },
          }),
    };
  },
};

function linesOf(input: Input): LogLine[] {
  const given = input['logEvents'];
  if (!Array.isArray(given)) throw constraint(given, 'logEvents', 'not be null');
  if (given.length < 1) throw constraint('[]', 'logEvents', 'have length greater than or equal to 1');
  if (given.length > MOST_EVENTS) {
    throw constraint('[...]', 'logEvents', `have length less than or equal to ${MOST_EVENTS}`);
  }
  let [bytes, before] = [0, 0];
  return given.map((one: unknown, index) => {
    const { timestamp, message } = isObject(one) ? one : {};
    if (typeof timestamp !== 'number')
      throw constraint(timestamp, `logEvents.${index + 1}.member.timestamp`, 'not be null');
    if (typeof message !== 'string') throw constraint(message, `logEvents.${index + 1}.member.message`, 'not be null');
    if (message === '') {
      throw constraint('', `logEvents.${index + 1}.member.message`, 'have length greater than or equal to 1');
    }
    if (timestamp < before) {
      throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
    }
    before = timestamp;
    bytes += Buffer.byteLength(message) + OVERHEAD;
    if (bytes > MOST_BYTES) throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${MOST_BYTES}`);
    return { timestamp, message };
  });
}
