// What can be wrong with the state machines of an app. Rows are printed in docs/errors.md.
import { defineDiagnostics } from '../lib/diagnostics.js';

export const found = defineDiagnostics({
  WORKFLOW_INVALID: {
    severity: 'error',
    summary:
      'A state machine definition breaks the Amazon States Language; AWS would refuse it with InvalidDefinition.',
    fix: 'Mend the field that the message names. The machine is not served until then.',
  },
  WORKFLOW_NOT_EMULATED: {
    severity: 'error',
    summary: 'A state machine uses something that AWS has and offsync does not emulate.',
    fix: 'See docs/coverage.md for what is emulated; the machine is not served as long as it uses the rest.',
  },
  WORKFLOW_TARGET_OUTSIDE: {
    severity: 'warning',
    summary: 'A task names a function, a table or a state machine that this app does not have.',
    fix: 'Add it to the app, or mend the name; as long as it is not there, the task fails when it is run.',
  },
  WORKFLOW_WITHOUT_EFFECT: {
    severity: 'info',
    summary: 'A state machine sets something that changes nothing here: its traces, or the role of a task.',
    fix: 'Nothing has to be done: the machine runs as it would without it.',
  },
  WORKFLOW_WARNING: {
    severity: 'warning',
    summary: 'AWS would accept the state machine definition with a warning.',
    fix: 'Look at the field that the message names.',
  },
});
