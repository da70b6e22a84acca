// What happens after a condition failed: the current item is read and compared with the wanted one, then the strategy
// decides. (js-aws-appsync-resolver-reference-dynamodb-condition-expressions.md, "Handling a condition check failure")
import { ServiceError } from '../../../aws/errors.js';
import { isObject, jsonEquals, tryParse } from '../../../lib/json.js';
import {
  allowOnly,
  needObject,
  needText,
  type RequestDocument,
  RequestFault,
  readBoolean,
  readList,
  readObject,
} from '../request-document.js';
import { type SourceAnswer, type SourceCall, sourceFault } from '../source.js';
import { type Attributes, plainItem } from './attribute-value.js';
import { type Answer, type DynamoSource, dynamoDbFault } from './operation.js';

/** The part of a `condition` section that is AppSync's own, read before the write is tried. */
export interface FailurePolicy {
  readonly equalsIgnore: ReadonlySet<string>;
  readonly consistentRead: boolean;
  /** Asked when the strategy is Custom. */
  readonly lambdaArn: string | undefined;
}

const HANDLER: ReadonlySet<string> = new Set(['strategy', 'lambdaArn']);

export function readFailurePolicy(condition: RequestDocument, path: string): FailurePolicy {
  const equalsIgnore = new Set((readList(condition, path, 'equalsIgnore') ?? []).map(String));
  const consistentRead = readBoolean(condition, path, 'consistentRead') ?? true;
  const handler = readObject(condition, path, 'conditionalCheckFailedHandler');
  if (!handler) return { equalsIgnore, consistentRead, lambdaArn: undefined };
  const at = `${path}[conditionalCheckFailedHandler]`;
  allowOnly(handler, at, HANDLER);
  const strategy = needText(handler, at, 'strategy');
  if (strategy !== 'Reject' && strategy !== 'Custom') throw new RequestFault(`Unsupported strategy '${strategy}'.`);
  const lambdaArn = strategy === 'Custom' ? needText(handler, at, 'lambdaArn') : undefined;
  return { equalsIgnore, consistentRead, lambdaArn };
}

/** A conditional write as it was tried. */
export interface FailedWrite {
  readonly document: RequestDocument;
  readonly key: Attributes;
  /** Of PutItem: what should be there now. */
  readonly wanted: Attributes | undefined;
  /** DeleteItem: having nothing there is what was wanted. */
  readonly absenceIsSuccess: boolean;
  readonly policy: FailurePolicy;
  /** Runs the operation again with another document and the Reject strategy. */
  retry(document: RequestDocument): Answer;
}

export async function afterFailedCondition(
  error: ServiceError,
  write: FailedWrite,
  source: DynamoSource,
  call: SourceCall,
): Promise<SourceAnswer> {
  let item: Attributes | undefined;
  try {
    item = await currentItem(write, source);
  } catch (failure) {
    if (!(failure instanceof ServiceError)) throw failure;
    return { result: null, error: dynamoDbFault(failure, source.random) };
  }
  const current = plainItem(item);
  const reached = item ? sameItem(item, write) : write.absenceIsSuccess;
  if (reached) return { result: current };
  const reject = (): SourceAnswer => ({ result: current, error: dynamoDbFault(error, source.random, current) });
  if (write.policy.lambdaArn === undefined) return reject();

  const decision = await askFunction(write.policy.lambdaArn, item, write, source, call);
  if ('error' in decision) return { result: current, error: decision.error };
  if (decision.action === 'discard') return { result: current };
  if (decision.action === 'retry') return write.retry(retryDocument(write.document, decision.mapping));
  return reject();
}

async function currentItem(write: FailedWrite, source: DynamoSource): Promise<Attributes | undefined> {
  const output = await source.backend.call('GetItem', {
    TableName: source.table,
    Key: write.key,
    ConsistentRead: write.policy.consistentRead,
  });
  return isObject(output) ? (output['Item'] as Attributes | undefined) : undefined;
}

function sameItem(item: Attributes, write: FailedWrite): boolean {
  if (!write.wanted) return false;
  const counted = (attributes: Attributes): Record<string, unknown> =>
    Object.fromEntries(Object.entries(attributes).filter(([name]) => !write.policy.equalsIgnore.has(name)));
  return jsonEquals(counted(item), counted(write.wanted));
}

type Decision =
  | { readonly action: 'reject' | 'discard' }
  | { readonly action: 'retry'; readonly mapping: RequestDocument }
  | { readonly error: NonNullable<SourceAnswer['error']> };

async function askFunction(
  lambdaArn: string,
  currentValue: Attributes | undefined,
  { document }: FailedWrite,
  source: DynamoSource,
  { scope }: SourceCall,
): Promise<Decision> {
  const { parentTypeName, fieldName } = scope.info();
  const payload = {
    arguments: scope.arguments,
    requestMapping: document,
    currentValue: currentValue ?? null,
    resolver: {
      tableName: source.table,
      awsRegion: source.region,
      parentType: parentTypeName,
      field: fieldName,
    },
    identity: scope.operation.identity,
  };
  try {
    const response = await source.lambda.invoke({
      functionName: lambdaArn,
      payload: JSON.stringify(payload),
      invocationType: 'RequestResponse',
    });
    const answer = tryParse(response.payload);
    if (response.functionError !== undefined) {
      const message = isObject(answer) ? String(answer['errorMessage'] ?? '') : '';
      return { error: sourceFault(`Lambda:${response.functionError}`, message) };
    }
    return readDecision(answer);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { error: sourceFault(`Lambda:${error.code}`, error.message) };
  }
}

function readDecision(answer: unknown): Decision {
  const action = isObject(answer) ? answer['action'] : undefined;
  if (isObject(answer) && action === 'retry') {
    return { action, mapping: needObject(answer, '$', 'retryMapping') };
  }
  if (action === 'reject' || action === 'discard') return { action };
  throw new RequestFault(`Unsupported action '${String(action)}' from the conditionalCheckFailedHandler.`);
}

/** "There is no way to specify a different operation or key to work on", and no second handler. */
function retryDocument(document: RequestDocument, mapping: RequestDocument): RequestDocument {
  const { attributeValues, update, condition: _condition, ...rest } = document;
  const condition = readObject(mapping, '$[retryMapping]', 'condition');
  if (condition && 'conditionalCheckFailedHandler' in condition) {
    throw new RequestFault("Unsupported element '$[retryMapping][condition][conditionalCheckFailedHandler]'.");
  }
  return {
    ...rest,
    ...(attributeValues === undefined ? {} : { attributeValues: mapping['attributeValues'] ?? attributeValues }),
    ...(update === undefined ? {} : { update: mapping['update'] ?? update }),
    // A section without an expression only sets how the current item is read: then nothing is checked.
    ...(condition && 'expression' in condition ? { condition } : {}),
  };
}
