// The door of the Lambda API: finds the operation by method and path, turns ServiceErrors into Lambda's error documents.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html

import { notEmulated, ServiceError } from '../aws/errors.js';
import type { FunctionSpec, LambdaRunner } from '../backends/lambda/index.js';
import { type Door, type DoorRequest, type DoorResponse, splitUrl } from '../lib/door.js';
import { messageOf } from '../lib/errors.js';
import type { Log } from '../lib/log.js';
import type { Random } from '../lib/random.js';
import { getFunction, getFunctionConfiguration, listFunctions } from './configuration.js';
import { invoke } from './invoke.js';
import type { Catalog, RestOperation } from './operation.js';

const OPERATIONS: readonly RestOperation[] = [invoke, getFunction, getFunctionConfiguration, listFunctions];
const BASE = '/2015-03-31/functions';

/** Errors whose model calls the text `message`; the others say `Message`. */
const LOWER_CASE: ReadonlySet<string> = new Set([
  'InvalidParameterValueException',
  'InvalidRequestContentException',
  'RequestEntityTooLargeException',
]);

export function createRestDoor(
  functions: () => readonly FunctionSpec[],
  ports: {
    readonly lambda: Pick<LambdaRunner, 'invoke' | 'find' | 'list'>;
    readonly random: Random;
    readonly log: Log;
  },
): Door {
  const catalog: Catalog = {
    lambda: ports.lambda,
    find(functionName) {
      const found = functions().find(({ name, arn }) => name === functionName || arn === functionName);
      const spec = found ?? ports.lambda.find(functionName);
      if (!spec) throw new ServiceError('ResourceNotFoundException', `Function not found: ${functionName}`, 404);
      return spec;
    },
    list() {
      const known = functions();
      const names = new Set(known.map(({ name }) => name));
      return [...known, ...ports.lambda.list().filter(({ name }) => !names.has(name))];
    },
  };
  return async (request) => {
    try {
      return await answer(request, catalog);
    } catch (error) {
      if (error instanceof ServiceError) return errorResponse(error, ports.random.uuid());
      const requestId = ports.random.uuid();
      ports.log.write('error', `${request.method} ${request.url} failed: ${messageOf(error)}`, {
        requestId,
        stack: error instanceof Error ? error.stack : undefined,
      });
      return errorResponse(
        new ServiceError('ServiceException', `An internal error occurred (request ${requestId}).`, 500),
        requestId,
      );
    }
  };
}

function answer(request: DoorRequest, catalog: Catalog): DoorResponse | Promise<DoorResponse> {
  const { path } = splitUrl(request.url);
  if (path.startsWith(BASE)) {
    const rest = path.slice(BASE.length);
    for (const operation of OPERATIONS) {
      const match = operation.method === request.method ? operation.path.exec(rest) : null;
      if (match) return operation.handle(decodeName(match[1] ?? ''), request, catalog);
    }
  }
  throw notEmulated(`The Lambda API call ${request.method} ${path}`);
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function errorResponse(error: ServiceError, requestId: string): DoorResponse {
  const text = LOWER_CASE.has(error.code) ? { message: error.message } : { Message: error.message };
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.code },
    body: JSON.stringify({ Type: error.status < 500 ? 'User' : 'Service', ...text, ...error.members }),
  };
}
