// Execution logs: history events in the shape CloudWatch Logs gets them, at the level a machine asks for. Used by the
// scheduler (inside its commits) and by Express executions; where lines are kept is the port's business.
// https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
import type { LogSink } from '../../backends/logs-port.js';
import { isObject } from '../../lib/json.js';
import type { HistoryEvent } from '../store/history.js';
import type { Run } from './run.js';

export type LoggingLevel = 'ALL' | 'ERROR' | 'FATAL' | 'OFF';

export interface Logging {
  readonly level: LoggingLevel;
  readonly includeExecutionData: boolean;
  readonly groups: readonly string[];
}

export interface ExecutionLogs {
  /** Call inside a commit. */
  append(run: Run, events: readonly HistoryEvent[]): void;
  /** In a commit of its own. */
  write(run: Run, events: readonly HistoryEvent[]): void;
}

const LEVELS: readonly string[] = ['ALL', 'ERROR', 'FATAL', 'OFF'];
/** The table of levels: https://docs.aws.amazon.com/step-functions/latest/dg/cloudwatch-log-level.html */
const ERRORS = /(?:Failed|Aborted|TimedOut)$|^FailStateEntered$/;
const FATAL = /^Execution(?:Failed|Aborted|TimedOut)$/;
/** What is left out without includeExecutionData (recorded). */
const DATA = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
]);
/** CloudWatch Logs takes no longer lines. */
const LONGEST_DATA = 248 * 1024;
const GROUP = /:log-group:([^:]+)/;

/** A loggingConfiguration in the words of the API or of a template (`Level`); undefined when nothing is logged. */
export function readLogging(source: Readonly<Record<string, unknown>> | undefined): Logging | undefined {
  if (!source) return undefined;
  const field = (from: Readonly<Record<string, unknown>>, name: string): unknown =>
    from[name] ?? from[name[0]!.toUpperCase() + name.slice(1)];
  const level = field(source, 'level');
  if (typeof level !== 'string' || !LEVELS.includes(level) || level === 'OFF') return undefined;
  const destinations = field(source, 'destinations');
  const groups = (Array.isArray(destinations) ? destinations : []).flatMap((one: unknown) => {
    const group = isObject(one) ? field(one, 'cloudWatchLogsLogGroup') : undefined;
    const arn = isObject(group) ? field(group, 'logGroupArn') : undefined;
    const name = typeof arn === 'string' ? (GROUP.exec(arn)?.[1] ?? arn) : undefined;
    return name === undefined ? [] : [name];
  });
  if (groups.length === 0) return undefined;
  return { level: level as LoggingLevel, includeExecutionData: field(source, 'includeExecutionData') === true, groups };
}

export function createExecutionLogs(ports: {
  readonly logs: LogSink;
  /** What the machine asks for now. */
  logging(machineArn: string): Logging | undefined;
}): ExecutionLogs {
  const linesOf = (
    { facts, redrives }: Run,
    events: readonly HistoryEvent[],
    { level, includeExecutionData }: Logging,
  ) =>
    events
      .filter(({ type }) => level === 'ALL' || (level === 'ERROR' ? ERRORS : FATAL).test(type))
      .map((event) => {
        const timestamp = Math.round(event.timestamp * 1000);
        const message = JSON.stringify({
          id: String(event.id),
          type: event.type,
          details: detailsOf(event, includeExecutionData),
          previous_event_id: String(event.previousEventId),
          event_timestamp: String(timestamp),
          execution_arn: facts.arn,
          redrive_count: String(redrives),
        });
        return { timestamp, message };
      });
  const each = (run: Run, events: readonly HistoryEvent[], give: LogSink['append']): void => {
    const logging = ports.logging(run.facts.machineArn);
    if (!logging) return;
    const lines = linesOf(run, events, logging);
    if (lines.length === 0) return;
    const day = new Date(run.facts.startedAt).toISOString().slice(0, 16).replace(/[T:]/g, '-');
    const stream = `states/${run.facts.machineName}/${day}/${streamSuffix(run.facts.machineArn)}`;
    for (const group of logging.groups) give(group, stream, lines);
  };
  return {
    append: (run, events) => each(run, events, (group, stream, lines) => ports.logs.append(group, stream, lines)),
    write: (run, events) => each(run, events, (group, stream, lines) => ports.logs.write(group, stream, lines)),
  };
}

function detailsOf(event: HistoryEvent, data: boolean): unknown {
  const member = Object.keys(event).find((name) => name.endsWith('EventDetails'));
  const details = member === undefined ? {} : (event[member] as Record<string, unknown>);
  if (!data) return Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.has(name)));
  const long = ['input', 'output'].filter((name) => String(details[name] ?? '').length > LONGEST_DATA);
  if (long.length === 0) return details;
  const cut = long.map((name) => [
    [name, String(details[name]).slice(0, LONGEST_DATA)],
    [`${name}Details`, { truncated: true }],
  ]);
  return { ...details, ...Object.fromEntries(cut.flat()) };
}

/** Eight hexadecimal digits, as AWS has behind the minute: the same for a machine each time. */
function streamSuffix(machineArn: string): string {
  let hash = 0x811c9dc5;
  for (const char of machineArn) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
