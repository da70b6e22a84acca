// What SQS and SNS answer when a call fails, in their words. Codes are those of the Query protocol, which is how both
// services' SDKs and Step Functions still name them; the doors translate.
import { ServiceError } from '../../aws/errors.js';

export const missing = (name: string): ServiceError =>
  new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);

export const invalidValue = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);

export const invalidParameter = (value: unknown, name: string, reason: string): ServiceError =>
  invalidValue(
    `Value ${typeof value === 'string' ? value : JSON.stringify(value)} for parameter ${name} is invalid. Reason: ${reason}`,
  );

export const NO_QUEUE = 'AWS.SimpleQueueService.NonExistentQueue';
export const noQueue = (): ServiceError => new ServiceError(NO_QUEUE, 'The specified queue does not exist.');

/** A value where a structure, list or text was expected: the words of the deserialiser. */
export const malformed = (name: string, expected: string): ServiceError =>
  new ServiceError('SerializationException', `${name} can not be deserialized: ${expected} was expected.`);
