// What the integrations of SQS and SNS have in common: calls through the port to queues and topics, and how AWS words results and
// failures. Called by sqs.ts and sns.ts.
import { ServiceError } from '../../aws/errors.js';
import { optimizedFailure, sdkFailure, sdkMetadata } from './sdk-metadata.js';
import type { Action, Integration } from './service.js';
import type { TaskPorts } from './target.js';

type Parameters = Readonly<Record<string, unknown>>;

/** What the first SDK for Java has no class for is the service's general exception (recorded for MissingParameter). */
const GENERAL = new Set(['MissingParameter', 'InvalidParameterValue', 'ValidationError', 'SerializationException']);
const PREFIX = /^AWS\.SimpleQueueService\./;

/** Classes that are not named after their code. */
const CLASSES: Readonly<Record<string, string>> = {
  'AWS.SimpleQueueService.NonExistentQueue': 'QueueDoesNotExist',
  QueueAlreadyExists: 'QueueNameExists',
};

const classOf = (code: string): string => CLASSES[code] ?? code.replace(PREFIX, '');

export function optimizedMessaging(
  names: { readonly prefix: string; readonly service: string; readonly general: string },
  call: (parameters: Parameters, ports: TaskPorts) => Promise<unknown>,
): Action {
  return {
    patterns: ['requestResponse', 'waitForTaskToken'],
    async run(parameters, ports) {
      try {
        const answer = (await call(parameters, ports)) as Record<string, unknown>;
        const length = Buffer.byteLength(JSON.stringify(answer));
        return { output: JSON.stringify({ ...answer, ...sdkMetadata(length, ports) }) };
      } catch (error) {
        const failure = optimizedFailure(error, names, ports);
        if (!(error instanceof ServiceError)) return { failure };
        const name = GENERAL.has(error.code) ? names.general : classOf(error.code);
        return {
          failure: { ...failure, error: `${names.prefix}.${/Exception$/.test(name) ? name : `${name}Exception`}` },
        };
      }
    },
  };
}

/** An integration of `aws-sdk:`; its actions are the API's operations with a small first letter. */
export function messagingSdk(
  service: 'sqs' | 'sns',
  names: { readonly client: string; readonly general: string },
  actions: readonly string[],
): Integration {
  const action = (name: string): Action => ({
    patterns: ['requestResponse', 'waitForTaskToken'],
    async run(parameters, ports) {
      try {
        const operation = `${name[0]!.toUpperCase()}${name.slice(1)}`;
        return { output: JSON.stringify(await ports.messaging[service](operation, parameters)) };
      } catch (error) {
        const failure = sdkFailure(error, names.client, names.general, ports);
        if (!(error instanceof ServiceError)) return { failure };
        const known = GENERAL.has(error.code) ? names.general : classOf(error.code);
        const named = /Exception$/.test(known) ? known : `${known}Exception`;
        return { failure: { ...failure, error: `${names.client}.${named}` } };
      }
    },
  });
  return { service: `aws-sdk:${service}`, actions: Object.fromEntries(actions.map((name) => [name, action(name)])) };
}
