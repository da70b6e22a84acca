// Backends that count what is asked of them, for the metrics door. wings.ts puts them before the real ones; they change
// nothing that passes.
import type { Door } from '../lib/door.js';
import type { Counter, Metrics } from '../lib/metrics.js';
import type { DynamoDbBackend } from './dynamodb-port.js';
import type { LambdaBackend } from './lambda-port.js';

/** DynamoDB operations, whoever asked: resolvers and workflows by the port, SDKs by the wire. */
export interface DynamoDbCounts {
  count(operation: string): void;
}

/** DynamoDB has some 60. */
const MOST_OPERATIONS = 200;

export function createDynamoDbCounts(metrics: Metrics): DynamoDbCounts {
  const family = metrics.counter('offsync_dynamodb_operations_total', 'DynamoDB operations asked for.', 'operation');
  const known = new Map<string, Counter>();
  return {
    count(operation) {
      let counter = known.get(operation);
      if (counter === undefined) {
        // Names come from clients, too.
        counter = family.of(known.size < MOST_OPERATIONS ? operation : 'other');
        if (known.size < MOST_OPERATIONS) known.set(operation, counter);
      }
      counter.value += 1;
    },
  };
}

export function countDynamoDb(backend: DynamoDbBackend, counts: DynamoDbCounts): DynamoDbBackend {
  return {
    call(operation, input) {
      counts.count(operation);
      return backend.call(operation, input);
    },
  };
}

/** The same for what comes by the wire: `X-Amz-Target: DynamoDB_20120810.GetItem`. */
export function countDynamoDbDoor(door: Door, counts: DynamoDbCounts): Door {
  return (request) => {
    const target = request.headers['x-amz-target'] ?? '';
    counts.count(target.slice(target.indexOf('.') + 1) || 'other');
    return door(request);
  };
}

/** Invocations by function and end; `refused`: the function could not be called at all. */
export function countLambda<T extends LambdaBackend>(backend: T, metrics: Metrics): T {
  const family = metrics.counter('offsync_lambda_invocations_total', 'Lambda invocations.', 'function', 'outcome');
  const named = (functionName: string): string => functionName.split(':function:').at(-1)!.split(':')[0]!;
  return {
    ...backend,
    async invoke(request) {
      try {
        const response = await backend.invoke(request);
        family.of(named(request.functionName), response.functionError ? 'error' : 'success').value += 1;
        return response;
      } catch (error) {
        family.of(named(request.functionName), 'refused').value += 1;
        throw error;
      }
    },
  };
}
