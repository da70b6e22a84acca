// What every operation of the DynamoDB source shares: its descriptor, and the call to the backend with AWS's errors
// turned into AppSync's.
import { ServiceError } from '../../../aws/errors.js';
import type { DynamoDbBackend, DynamoDbOperation } from '../../../backends/dynamodb-port.js';
import type { LambdaBackend } from '../../../backends/lambda-port.js';
import { isObject } from '../../../lib/json.js';
import type { Random } from '../../../lib/random.js';
import type { ResolverFault } from '../../runtime/unit.js';
import type { RequestDocument } from '../request-document.js';
import { type SourceAnswer, type SourceCall, sourceFault } from '../source.js';
import type { PageTokens } from './page-token.js';

export type Answer = SourceAnswer | Promise<SourceAnswer>;

/** One DynamoDB data source. */
export interface DynamoSource {
  readonly table: string;
  readonly region: string;
  readonly versioned: boolean;
  readonly backend: DynamoDbBackend;
  readonly lambda: LambdaBackend;
  readonly random: Random;
  readonly tokens: PageTokens;
}

/** The descriptor of one value of a request's `operation`. */
export interface Operation {
  readonly name: string;
  /** The members a request may have, besides `version` and `operation`. */
  readonly elements: readonly string[];
  run(document: RequestDocument, source: DynamoSource, call: SourceCall): Answer;
}

/**
 * Calls DynamoDB and hands the output to `next`. A ServiceError goes to `failed`, or becomes the answer's error.
 * Stays synchronous when the backend does.
 */
export function callDynamoDb(
  source: DynamoSource,
  operation: DynamoDbOperation,
  input: Readonly<Record<string, unknown>>,
  next: (output: Readonly<Record<string, unknown>>) => SourceAnswer,
  failed?: (error: ServiceError) => Answer,
): Answer {
  const done = (output: unknown): SourceAnswer => next(isObject(output) ? output : {});
  const caught = (error: unknown): Answer => {
    if (!(error instanceof ServiceError)) throw error;
    return failed ? failed(error) : { result: null, error: dynamoDbFault(error, source.random) };
  };
  let output: unknown;
  try {
    output = source.backend.call(operation, input);
  } catch (error) {
    return caught(error);
  }
  return output instanceof Promise ? output.then(done, caught) : done(output);
}

/** Exceptions that DynamoDB's model names; whatever else it answers is a plain DynamoDbException (aws-appsync-community#220). */
const MODELLED: ReadonlySet<string> = new Set([
  'ConditionalCheckFailedException',
  'IdempotentParameterMismatchException',
  'InternalServerError',
  'ItemCollectionSizeLimitExceededException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ResourceInUseException',
  'ResourceNotFoundException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

const ID_LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

/** DynamoDB's request ids: 26 characters and a tail that is always the same. */
function requestId(random: Random): string {
  let id = '';
  for (const byte of random.bytes(26)) id += ID_LETTERS[byte & 31];
  return `${id}VV4KQNSO5AEMVJF66Q9ASUAAJG`;
}

/** `The conditional request failed (Service: DynamoDb, Status Code: 400, Request ID: ...)` (aws-appsync-community#343). */
export function dynamoDbFault(error: ServiceError, random: Random, data: unknown = null): ResolverFault {
  const type = MODELLED.has(error.code) ? error.code : 'DynamoDbException';
  return sourceFault(
    `DynamoDB:${type}`,
    `${error.message} (Service: DynamoDb, Status Code: ${error.status}, Request ID: ${requestId(random)})`,
    data,
  );
}
