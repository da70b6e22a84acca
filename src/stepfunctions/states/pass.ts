// Pass: hands its input on, or a fixed Result.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html
import { compileFlow, compileTransition } from './flow.js';
import { nextLead, plainState } from './plain.js';
import type { StateType } from './state.js';

export const pass: StateType = {
  type: 'Pass',
  fields: ['Next', 'End', 'InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'Result', 'Assign'],
  compile(source, { check, location, name }) {
    const next = compileTransition(source, check, location);
    const flow = compileFlow(source, check, location, next);
    const fixed = source['Result'];
    return plainState(name, 'Pass', nextLead(next, location), (step) => {
      const scope = step.scope(step.thread.input);
      return flow.exit(scope, fixed === undefined ? flow.input(scope) : fixed);
    });
  },
};
