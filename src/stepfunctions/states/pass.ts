// Pass: hands its input on, or a fixed Result.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html
import { compileFlow, compileTransition } from './flow.js';
import { nextLead, plainState } from './plain.js';
import type { StateType } from './state.js';

export const pass: StateType = {
  type: 'Pass',
  fields: ['Next', 'End', 'InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'Result', 'Assign'],
  jsonataFields: ['Next', 'End', 'Output', 'Assign'],
  compile(source, context) {
    const { check, location, name } = context;
    const next = compileTransition(source, check, location);
    const flow = compileFlow(source, context, next);
    const fixed = source['Result'];
    return plainState(name, 'Pass', nextLead(next, location), (step) => {
      const scope = step.scope(step.thread.input);
      if (context.queryLanguage === 'JSONata') return flow.exit(scope, undefined);
      if (fixed === undefined) return flow.exit(scope, flow.input(scope));
      scope.around.inspect?.('result', fixed);
      return flow.exit(scope, fixed);
    });
  },
};
