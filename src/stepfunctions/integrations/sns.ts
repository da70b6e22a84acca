// SNS as a Task: `sns:publish`, optimized, and the operations of the SDK, through the port to topics.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html
import { messagingSdk, optimizedMessaging } from './messaging.js';
import type { Integration } from './service.js';

const NAMES = { prefix: 'SNS', service: 'AmazonSNS', general: 'AmazonSNSException' };

/** `arn:aws:states:::sns:publish`. */
export const sns: Integration = {
  service: 'sns',
  actions: {
    publish: optimizedMessaging(NAMES, (parameters, ports) => {
      const { Message: message } = parameters;
      // Any JSON may be given as the message.
      const text =
        message === null || message === undefined || typeof message === 'string' ? message : JSON.stringify(message);
      return ports.messaging.sns('Publish', { ...parameters, Message: text });
    }),
  },
};

/** `arn:aws:states:::aws-sdk:sns:publish`. */
export const snsSdk: Integration = messagingSdk('sns', { client: 'Sns', general: 'SnsException' }, [
  'confirmSubscription',
  'createTopic',
  'deleteTopic',
  'getSubscriptionAttributes',
  'getTopicAttributes',
  'listSubscriptions',
  'listSubscriptionsByTopic',
  'listTagsForResource',
  'listTopics',
  'publish',
  'publishBatch',
  'setSubscriptionAttributes',
  'setTopicAttributes',
  'subscribe',
  'tagResource',
  'unsubscribe',
  'untagResource',
]);
