// GetLogEvents: the lines of one stream, from its head or its tail. At an end the token that came in goes out again.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import { findGroup, findStream, limitOf, optionalNumber, optionalText, streamName } from './input.js';
import { positionOf, readPosition, writePosition } from './positions.js';

const MOST = 10_000;
const LAST = Number.MAX_SAFE_INTEGER;

export const getLogEvents: Operation<ApiPorts> = {
  name: 'GetLogEvents',
  handle(input, ports) {
    const stream = findStream(findGroup(input, ports), streamName(input), ports);
    const limit = limitOf(input, MOST, MOST);
    const span = {
      of: { stream: stream.id },
      from: optionalNumber(input, 'startTime') ?? 0,
      to: optionalNumber(input, 'endTime') ?? LAST,
    };
    const token = optionalText(input, 'nextToken');
    const given = token === undefined ? undefined : readPosition(token);
    const ahead = given ? given.way === 'f' : input['startFromHead'] === true;
    const lines = ahead ? ports.events.forward(span, given?.at, limit) : ports.events.backward(span, given?.at, limit);
    const [first, last] = [lines[0], lines.at(-1)];
    const here = given?.at ?? [ahead ? 0 : LAST, 0];
    return {
      events: lines.map(({ at, message, ingestedAt }) => ({ timestamp: at, message, ingestionTime: ingestedAt })),
      nextForwardToken: writePosition('f', last ? positionOf(last) : here),
      nextBackwardToken: writePosition('b', first ? positionOf(first) : here),
    };
  },
};
