// Who reads along as a request is answered: the log, CloudWatch Logs (where the API has a logConfig) and a collector of
// OpenTelemetry. The doors ask for a trace with each request and get none when nobody does; execution fills it.
import type { Account } from '../../aws/arn.js';
import type { LogSink } from '../../backends/logs-port.js';
import type { ApiDefinition } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';
import type { SpanSink } from '../../lib/otlp.js';
import type { Random } from '../../lib/random.js';
import { createTrace, type Trace } from '../../lib/trace.js';
import { readTraceparent } from '../../lib/traceparent.js';
import type { Answered } from './answered.js';
import { createLogForms, type LogSettings } from './report-logs.js';
import { spansOf } from './report-spans.js';

export interface Reporter {
  /** Undefined: nobody reads along. */
  begin(requestId: string, headers: Readonly<Record<string, string>>): Trace | undefined;
  end(trace: Trace, answered: Answered): void;
}

export interface ReporterPorts {
  readonly account: Account;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly logs: LogSink;
  /** Absent: no collector is configured. */
  readonly spans?: SpanSink | undefined;
}

/** At the level debug a log of lines for machines gets all there is. */
const EVERYTHING: LogSettings = { fieldLogLevel: 'ALL', excludeVerboseContent: false };

export function createReporter(api: ApiDefinition, ports: ReporterPorts): Reporter {
  const { clock, random, log, logs, spans } = ports;
  const { logging } = api;
  const forms = createLogForms(api, ports.account);
  // Under the group, streams are named by chance.
  const stream = logging && random.uuid().replaceAll('-', '');
  return {
    begin(requestId, headers) {
      const read = logging !== undefined || log.enabled('debug');
      if (!read && !(spans && readTraceparent(headers['traceparent'])?.sampled !== false)) return undefined;
      const everyField = logging?.fieldLogLevel === 'ALL' || (log.structured === true && log.enabled('debug'));
      return createTrace(requestId, clock, { everyField });
    },
    end(trace, answered) {
      if (log.enabled('debug')) {
        if (!log.structured) tell(log, api.name, trace, answered);
        else for (const event of forms.events(trace, answered, EVERYTHING)) log.write('debug', event.logType, event);
      }
      if (logging && stream !== undefined)
        logs.write(`/aws/appsync/apis/${api.id}`, stream, forms.lines(trace, answered, logging));
      const parent = spans && readTraceparent(answered.headers['traceparent']);
      if (spans && parent?.sampled !== false) spans.send(spansOf(trace, answered, { api, parent, random }));
    },
  };
}

/** For people: step by step. */
function tell(log: Log, name: string, trace: Trace, { status, operationName, query, errors }: Answered): void {
  for (const step of trace.steps) {
    if (step.name === 'field') continue;
    log.write('debug', `${step.name}${step.ms === undefined ? '' : ` ${step.ms.toFixed(2)} ms`}`, {
      request: trace.id,
      ...step.detail,
    });
  }
  const operation = operationName ?? undefined;
  log.write('debug', `${name} answered ${status}`, { request: trace.id, operation, query, errors });
}
