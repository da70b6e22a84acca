// GetExecutionHistory. https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';
import type { HistoryEvent } from '../store/history.js';
import { findExecution } from './executions.js';
import { optionalFlag, pageSize, readToken, requiredText, writePageToken } from './input.js';

/** What includeExecutionData: false leaves out. */
const DATA = new Set(['input', 'output', 'parameters', 'assignedVariables']);

function withoutData(event: HistoryEvent): HistoryEvent {
  const member = Object.keys(event).find((name) => name.endsWith('EventDetails'));
  if (member === undefined) return event;
  const details = Object.entries(event[member] as Record<string, unknown>).filter(([name]) => !DATA.has(name));
  return { ...event, [member]: Object.fromEntries(details) };
}

export const getExecutionHistory: Operation<ApiPorts> = {
  name: 'GetExecutionHistory',
  handle(input, ports) {
    const record = findExecution(requiredText(input, 'executionArn'), ports);
    const { events, next } = ports.stores.history.page(
      record.id,
      optionalFlag(input, 'reverseOrder'),
      readToken(input),
      pageSize(input, 100),
    );
    return {
      events: input['includeExecutionData'] === false ? events.map(withoutData) : events,
      ...(next === undefined ? {} : { nextToken: writePageToken(next) }),
    };
  },
};
