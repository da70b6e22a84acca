// What can be wrong with the queues, topics and subscriptions of an app. Rows are printed in docs/errors.md.
import { defineDiagnostics } from '../lib/diagnostics.js';

export const found = defineDiagnostics({
  QUEUE_INVALID: {
    severity: 'error',
    summary: 'A queue has a name or an attribute that SQS would refuse; the message has its words.',
    fix: 'Correct the queue. Until then it is not there.',
  },
  TOPIC_INVALID: {
    severity: 'error',
    summary: 'A topic has a name or an attribute that SNS would refuse; the message has its words.',
    fix: 'Correct the topic. Until then it is not there.',
  },
  SUBSCRIPTION_INVALID: {
    severity: 'error',
    summary:
      'A subscription has a protocol, an endpoint or an attribute that SNS would refuse, or its topic is not there.',
    fix: 'Correct the subscription. Until then it is not there.',
  },
  QUEUE_TRIGGER: {
    severity: 'warning',
    summary: 'A function is to be called with messages of a queue that the app does not have.',
    fix: 'Name a queue of the app, or leave the mapping out.',
  },
  QUEUE_TRIGGER_FILTER: {
    severity: 'error',
    summary: 'A filter of an event source mapping of a queue is no event pattern that Lambda would take.',
    fix: 'Correct the pattern. Until then the function is not called.',
  },
});
