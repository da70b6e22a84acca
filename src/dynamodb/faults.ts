// Every error the engine answers with, in DynamoDB's own words. All parts of the wing throw these; nobody writes a text
// of his own. Texts are recorded from the service unless a comment says otherwise.
import { ServiceError } from '../aws/errors.js';

/**
 * A fault of the request as it stands, found before a table is looked at. Since June 2026 the item writes answer it
 * with `1 validation error detected: ` in front, and batches of writes, transactions, Scan and PartiQL keep an older
 * wording of some (recorded October 2026); operations/operation.ts chooses.
 */
export class RequestFault extends ServiceError {
  readonly older: string;

  constructor(message: string, older: string) {
    super('ValidationException', message);
    this.older = older;
  }
}

/** A ValidationException of the request itself; `older` is how the operations that were not renewed say it. */
export function requestFault(message: string, older: string = message): RequestFault {
  return new RequestFault(message, older);
}

/** An empty key value: refused by the whole of a transaction, never as the reason of one action (recorded). */
export class EmptyKeyFault extends ServiceError {
  constructor(message: string) {
    super('ValidationException', message);
  }
}

/** A ValidationException that needed the table or the item to be found. */
export function validationFault(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** Several broken constraints are reported together, with their number. */
export function constraintFault(violations: readonly string[]): ServiceError {
  const noun = violations.length === 1 ? 'error' : 'errors';
  return new ServiceError(
    'ValidationException',
    `${violations.length} validation ${noun} detected: ${violations.join('; ')}`,
  );
}

/** The request could not be read: a member has the wrong JSON type. */
export function serializationFault(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
}

export function tableNotFound(name?: string): ServiceError {
  return new ServiceError(
    'ResourceNotFoundException',
    name === undefined ? 'Requested resource not found' : `Requested resource not found: Table: ${name} not found`,
  );
}

export function resourceInUse(message: string): ServiceError {
  return new ServiceError('ResourceInUseException', message);
}

export const CONDITION_FAILED = 'The conditional request failed';

/** `item` goes along when the call asked for it with ReturnValuesOnConditionCheckFailure. */
export function conditionFailed(item?: unknown): ServiceError {
  return new ServiceError(
    'ConditionalCheckFailedException',
    CONDITION_FAILED,
    400,
    item === undefined ? {} : { Item: item },
  );
}

/** One entry of `CancellationReasons`; `None` for an action that was fine. */
export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

export function transactionCanceled(reasons: readonly CancellationReason[]): ServiceError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  return new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}

/** docs: API_TransactWriteItems, IdempotentParameterMismatchException. */
export function idempotencyMismatch(): ServiceError {
  return new ServiceError(
    'IdempotentParameterMismatchException',
    'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.',
  );
}

const INVALID = 'One or more parameter values were invalid: ';
const NOT_VALID = 'One or more parameter values are not valid. ';

/** Texts that are used in more than one place, or are worth reading beside each other. */
export const TEXT = {
  invalid: (what: string) => `${INVALID}${what}`,
  emptyValue: 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
  manyTypes:
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  falseNull: `${INVALID}Null attribute value types must have the value of true`,
  emptyStringSet: `${INVALID}An string set  may not be empty`,
  emptyNumberSet: `${INVALID}An number set  may not be empty`,
  emptyBinarySet: `${INVALID}Binary sets should not be empty`,
  duplicateStrings: (members: string) => `${INVALID}Input collection [${members}] contains duplicates.`,
  duplicateNumbers: `${INVALID}Input collection contains duplicates.`,
  duplicateNumbersOlder: 'Input collection contains duplicates',
  duplicateBinaries: (members: string) => `${INVALID}Input collection [${members}]of type BS contains duplicates.`,
  nesting:
    'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
  emptyName: 'Empty attribute name',
  notANumber: (text: string) => `The parameter cannot be converted to a numeric value: ${text}`,
  emptyNumberOlder: 'The parameter cannot be converted to a numeric value',
  overflow: 'Number overflow. Attempting to store a number with magnitude larger than supported range',
  underflow: 'Number underflow. Attempting to store a number with magnitude smaller than supported range',
  precision: 'Attempting to store more than 38 significant digits in a Number',
  itemTooLarge: 'Item size has exceeded the maximum allowed size',
  updateTooLarge: 'Item size to update has exceeded the maximum allowed size',
  keyMismatch: 'The provided key element does not match the schema',
  missingKey: (name: string) => `${INVALID}Missing the key ${name} in the item`,
  keyType: (name: string, expected: string, actual: string) =>
    `${INVALID}Type mismatch for key ${name} expected: ${expected} actual: ${actual}`,
  emptyKey: (name: string, kind: 'string' | 'binary') =>
    `${NOT_VALID}The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
  hashTooLong: `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
  rangeTooLong: `${INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`,
  indexKeyType: (index: string, name: string, expected: string, actual: string) =>
    `${INVALID}Type mismatch for Index Key ${name} Expected: ${expected} Actual: ${actual} IndexName: ${index}`,
  emptyIndexKey: (index: string, name: string, kind: 'string' | 'binary') =>
    `${NOT_VALID}A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value. IndexName: ${index}, IndexKey: ${name}`,
  updateIndexKeyType: 'The update expression attempted to update the secondary index key to unsupported type',
  updateEmptyIndexKey: (kind: 'string' | 'binary') =>
    `${NOT_VALID}The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value.`,
  keyUpdate: (name: string) => `${INVALID}Cannot update attribute ${name}. This attribute is part of the key`,
  noSuchIndex: (name: string) => `The table does not have the specified index: ${name}`,
  duplicateKeys: 'Provided list of item keys contains duplicates',
} as const;
