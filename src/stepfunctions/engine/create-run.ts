// A Run before its first event. Made for new executions, for retracing old ones and for states under test.
import { present } from '../integrations/target.js';
import type { MachineProgram } from '../states/machine-program.js';
import type { ExecutionFacts, Run } from './run.js';

export function createRun(
  program: MachineProgram,
  facts: ExecutionFacts,
  variables: ReadonlyMap<string, unknown> = new Map(),
): Run {
  const started = new Date(facts.startedAt).toISOString();
  return {
    facts,
    program,
    context: {
      Execution: present({
        Id: facts.arn,
        Input: JSON.parse(facts.input),
        StartTime: started,
        Name: facts.name,
        RoleArn: facts.roleArn,
        RedriveCount: facts.redriveCount,
      }),
      StateMachine: { Id: facts.machineArn, Name: facts.machineName },
    },
    lastEvent: 0,
    lastThread: 0,
    lastTimer: 0,
    lastChild: 0,
    redrives: 0,
    ready: [],
    tasks: new Map(),
    timers: new Map(),
    root: undefined,
    over: false,
    variables,
  };
}
