// FilterLogEvents: the lines of a group that a pattern takes, over all its streams in order of time.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { parseFilterPattern } from '../search/filter-pattern.js';
import type { Position } from '../store/events.js';
import { findGroup, findStream, invalid, limitOf, optionalNumber, optionalText } from './input.js';
import { positionOf, readPosition, writePosition } from './positions.js';

const MOST = 10_000;
const AT_ONCE = 1000;

export const filterLogEvents: Operation<ApiPorts> = {
  name: 'FilterLogEvents',
  handle(input, ports) {
    const group = findGroup(input, ports);
    const prefix = optionalText(input, 'logStreamNamePrefix');
    const names = Array.isArray(input['logStreamNames']) ? input['logStreamNames'].map(String) : undefined;
    if (prefix !== undefined && names) {
      throw invalid('Only one of logStreamNames and logStreamNamePrefix can be specified.');
    }
    const asked = names?.map((name) => findStream(group, name, ports)) ?? ports.groups.streams(group.id, prefix ?? '');
    const streams = new Map(asked.map((stream) => [stream.id, stream.name]));
    const takes = parseFilterPattern(optionalText(input, 'filterPattern') ?? '');
    const limit = limitOf(input, MOST, MOST);
    const span = {
      of: { group: group.id },
      from: optionalNumber(input, 'startTime') ?? 0,
      // The end is part of the answer here.
      to: (optionalNumber(input, 'endTime') ?? Number.MAX_SAFE_INTEGER - 1) + 1,
    };
    const token = optionalText(input, 'nextToken');
    let after: Position | undefined = token === undefined ? undefined : readPosition(token).at;
    const events: object[] = [];
    for (;;) {
      const lines = ports.events.forward(span, after, AT_ONCE);
      for (const line of lines) {
        const logStreamName = streams.get(line.stream);
        if (logStreamName === undefined || !takes(line.message)) continue;
        if (events.length === limit) {
          return { events, searchedLogStreams: [], nextToken: writePosition('f', after!) };
        }
        events.push({
          logStreamName,
          timestamp: line.at,
          message: line.message,
          ingestionTime: line.ingestedAt,
          eventId: String(line.id).padStart(56, '0'),
        });
        after = positionOf(line);
      }
      if (lines.length < AT_ONCE) return { events, searchedLogStreams: [] };
      after = positionOf(lines.at(-1)!);
    }
  },
};
