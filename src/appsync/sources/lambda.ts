// The Lambda data source: Invoke and BatchInvoke through the Lambda backend. A direct resolver comes here with the whole
// context instead of a request (resolver-reference-lambda-js.md, resolver-mapping-template-reference-lambda.md).
import { ServiceError } from '../../aws/errors.js';
import type { InvokeResponse, LambdaBackend } from '../../backends/lambda-port.js';
import { isObject, tryParse } from '../../lib/json.js';
import type { ResolverFault } from '../runtime/unit.js';
import { found } from './diagnostics.js';
import { createBatches } from './lambda-batches.js';
import { allowOnly, answering, needText, RequestFault, readDocument, readText } from './request-document.js';
import { type BatchSettings, type SourceAnswer, type SourceKind, sourceFault } from './source.js';

export const lambda: SourceKind = {
  type: 'AWS_LAMBDA',
  covers: 'Invoke and BatchInvoke (maxBatchSize), RequestResponse and Event, direct resolvers',
  check({ name, config, place }) {
    if (typeof config['lambdaFunctionArn'] === 'string') return [];
    return [found.SOURCE_CONFIG(`The data source ${name} has no lambdaFunctionArn.`, place)];
  },
  create({ config }, ports) {
    const functionName = String(config['lambdaFunctionArn'] ?? '');
    const batches = createBatches((payloads, event) => invoke(ports.lambda, functionName, payloads, event));
    return ({ request, scope, batch }) =>
      answering(() => {
        const call = isContext(request) ? { payload: request, event: false, batch: false } : readCall(request);
        return call.batch
          ? batches.add(scope.operation, batch ?? ONE, call)
          : invoke(ports.lambda, functionName, call.payload, call.event);
      });
  },
};

/** For callers that know no resolver: a batch of one. */
const ONE: BatchSettings = { size: 1 };

const ELEMENTS: ReadonlySet<string> = new Set(['version', 'operation', 'payload', 'invocationType']);

interface Call {
  readonly payload: unknown;
  readonly event: boolean;
  /** The payload is an item of a list, and so is the answer. */
  readonly batch: boolean;
}

/** True for what execution hands in when there is no request handler; a request always names its operation. */
function isContext(request: unknown): boolean {
  return isObject(request) && !('operation' in request) && 'arguments' in request && 'info' in request;
}

function readCall(request: unknown): Call {
  const document = readDocument(request);
  const operation = needText(document, '$', 'operation');
  if (operation !== 'Invoke' && operation !== 'BatchInvoke') {
    throw new RequestFault(`Unsupported operation '${operation}'.`);
  }
  allowOnly(document, '$', ELEMENTS);
  const type = readText(document, '$', 'invocationType') ?? 'RequestResponse';
  if (type !== 'RequestResponse' && type !== 'Event') throw new RequestFault(`Unsupported invocation type '${type}'.`);
  return { payload: document['payload'] ?? null, event: type === 'Event', batch: operation === 'BatchInvoke' };
}

async function invoke(
  backend: LambdaBackend,
  functionName: string,
  payload: unknown,
  event: boolean,
): Promise<SourceAnswer> {
  let response: InvokeResponse;
  try {
    const invocationType = event ? 'Event' : 'RequestResponse';
    response = await backend.invoke({ functionName, payload: JSON.stringify(payload), invocationType });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { result: null, error: sourceFault(`Lambda:${error.code}`, error.message) };
  }
  if (event) return { result: null };
  const value = tryParse(response.payload);
  if (response.functionError !== undefined) return { result: null, error: thrown(value, response.functionError) };
  return { result: value ?? null };
}

/**
 * What the function threw. errorType is `Lambda:Unhandled` whatever was thrown (tutorial-lambda-resolvers-js.md,
 * amplify-cli#9378); only the message reaches the client.
 */
function thrown(payload: unknown, kind: string): ResolverFault {
  const message = isObject(payload) && typeof payload['errorMessage'] === 'string' ? payload['errorMessage'] : '';
  return sourceFault(`Lambda:${kind}`, message);
}
