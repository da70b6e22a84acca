// Succeed: ends its block with success.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html
import { compileFlow } from './flow.js';
import { plainState } from './plain.js';
import type { StateType } from './state.js';

export const succeed: StateType = {
  type: 'Succeed',
  fields: ['InputPath', 'OutputPath'],
  jsonataFields: ['Output'],
  compile(source, context) {
    const { name } = context;
    const flow = compileFlow(source, context, undefined);
    return plainState(name, 'Succeed', [], (step) => {
      const scope = step.scope(step.thread.input);
      return flow.exit(scope, context.queryLanguage === 'JSONata' ? undefined : flow.input(scope));
    });
  },
};
