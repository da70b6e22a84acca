// Parallel: runs its branches at once and gives the list of their outputs. The first branch that fails ends the others.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
import { isObject } from '../../lib/json.js';
import { compileFlow, compileTransition } from './flow.js';
import { nextLead } from './plain.js';
import { compileCatchers, compileRetriers } from './retries.js';
import { type Block, failed, type StateType } from './state.js';

interface ParallelMemory {
  readonly outputs: unknown[];
  left: number;
}

export const parallel: StateType = {
  type: 'Parallel',
  fields: [
    'Next',
    'End',
    'InputPath',
    'OutputPath',
    'ResultPath',
    'Parameters',
    'ResultSelector',
    'Assign',
    'Branches',
    'Retry',
    'Catch',
  ],
  jsonataFields: ['Next', 'End', 'Arguments', 'Output', 'Assign', 'Branches', 'Retry', 'Catch'],
  compile(source, context) {
    const { check, location, name, block } = context;
    const next = compileTransition(source, check, location);
    const flow = compileFlow(source, context, next);
    const { catchers, leads } = compileCatchers(source, context);
    const branches = source['Branches'];
    if (branches === undefined) check.schema("The field 'Branches' is required but was missing", location);
    else if (!Array.isArray(branches)) check.schema('Expected value of type Array', `${location}/Branches`);
    else if (branches.length === 0) check.schema('Value cannot be empty', `${location}/Branches`);
    const blocks = (Array.isArray(branches) ? branches : []).flatMap((branch: unknown, index): Block[] => {
      if (isObject(branch)) return [block(branch, `${location}/Branches[${index}]`)];
      check.schema('Expected value of type Object', `${location}/Branches[${index}]`);
      return [];
    });

    return {
      name,
      type: 'Parallel',
      leads: [...nextLead(next, location), ...leads],
      blocks,
      retriers: compileRetriers(source, context),
      catchers,
      enter(step) {
        const input = flow.input(step.scope(step.thread.input));
        const started = step.emit(['ParallelStateStarted']);
        step.thread.memory = { outputs: [], left: blocks.length } satisfies ParallelMemory;
        for (const [index, branch] of blocks.entries()) step.fork(branch, index, input, started);
        return undefined;
      },
      mocked: (step, { reply }) =>
        'failure' in reply ? failed(reply.failure) : flow.exit(step.scope(step.thread.input), reply.result),
      childEnded(step, child, output) {
        const memory = step.thread.memory as ParallelMemory;
        memory.outputs[child.index] = output;
        memory.left -= 1;
        step.thread.last = child.last;
        if (memory.left > 0) return undefined;
        step.note(['ParallelStateSucceeded']);
        return flow.exit(step.scope(step.thread.input), memory.outputs);
      },
      childFailed(step, child, failure) {
        step.thread.last = child.last;
        step.abort();
        return failed(failure);
      },
      giveUp: (step) => void step.emit(['ParallelStateFailed']),
    };
  },
};
