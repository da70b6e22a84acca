// A child of a Distributed Map as something to call: an execution of the processor. The scheduler runs it; this file only
// says what is to be run.
import type { Callable, ChildExecution } from './target.js';

export function childTarget(child: ChildExecution): Callable {
  return {
    label: child.machineName,
    child: true,
    callback: false,
    call: (_, ports) => ports.executions.runChild(child),
  };
}
