// Writes what happened on the way of one request to the log, step by step, when the log wants it. The doors make a trace only
// then.
import type { Log } from '../../lib/log.js';
import type { Trace } from '../../lib/trace.js';

export function reportTrace(log: Log, trace: Trace | undefined): void {
  for (const step of trace?.steps ?? []) {
    log.write('debug', `${step.name}${step.ms === undefined ? '' : ` ${step.ms.toFixed(2)} ms`}`, {
      request: trace!.id,
      ...step.detail,
    });
  }
}
