// Children of Distributed Maps as the scheduler starts and reads them. Pure.
import type { ChildExecution, Reply } from '../integrations/target.js';
import type { Ending, ExecutionRecord } from '../store/executions.js';
import type { StartRequest } from './requests.js';
import type { StoredPrograms } from './stored-programs.js';

export function childRequest(child: ChildExecution, programs: StoredPrograms): StartRequest {
  const { machineArn, definition, express } = child;
  return {
    ...child,
    incarnation: 0,
    revisionId: undefined,
    qualifier: undefined,
    traceHeader: undefined,
    program: programs.compiled(definition, machineArn, express, () => definition),
  };
}

/** How a child ended, for its Map Run. */
export function replyOf({ status, output, error, cause }: Ending | ExecutionRecord): Reply {
  if (status === 'SUCCEEDED') return { output: output ?? 'null' };
  const timedOut = status === 'TIMED_OUT';
  const failure = { error: error ?? (timedOut ? 'States.Timeout' : undefined), cause };
  return timedOut || status === 'ABORTED' ? { failure, ended: status } : { failure };
}
