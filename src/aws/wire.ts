// The JSON 1.0 / 1.1 protocols: `POST /` with `X-Amz-Target: Prefix.Operation`. A service is a table of operations.
import type { Door, DoorRequest, DoorResponse } from '../lib/door.js';
import { Bug, messageOf, OffsyncError } from '../lib/errors.js';
import { isObject } from '../lib/json.js';
import type { Log } from '../lib/log.js';
import { ServiceError } from './errors.js';

/** One API operation: the file that defines it is the only place that knows it. `input` is the parsed JSON body; `request` is absent in process. */
export interface Operation<Ports> {
  readonly name: string;
  handle(input: Readonly<Record<string, unknown>>, ports: Ports, request?: DoorRequest): unknown;
}

export interface JsonService<Ports> {
  /** The part of X-Amz-Target before the dot: `AWSStepFunctions`. */
  readonly targetPrefix: string;
  readonly version: '1.0' | '1.1';
  readonly operations: readonly Operation<Ports>[];
  /** Prefixed to the code in `__type`: `com.amazonaws.dynamodb.v20120810#`. */
  readonly errorNamespace?: string;
  /** How a service that once spoke the Query protocol words an error: its `__type`, and headers with the older code. */
  readonly describe?: (error: ServiceError) => { readonly type: string; readonly headers: DoorResponse['headers'] };
}

/** AWS's answer to an error: `{"__type": code, "message": text}` with `x-amzn-errortype`. */
export function errorResponse(error: ServiceError, version: string, requestId: string, namespace = ''): DoorResponse {
  return {
    status: error.status,
    headers: {
      'content-type': `application/x-amz-json-${version}`,
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': error.code,
    },
    body: JSON.stringify({ __type: `${namespace}${error.code}`, message: error.message, ...error.members }),
  };
}

/** The door of a JSON service. Bugs are logged whole and answered as InternalFailure. */
export function createJsonDoor<Ports>(
  service: JsonService<Ports>,
  ports: Ports,
  context: { readonly log: Log; readonly requestId: () => string },
): Door {
  const operations = new Map(service.operations.map((operation) => [operation.name, operation]));
  return async (request: DoorRequest): Promise<DoorResponse> => {
    const requestId = context.requestId();
    const fail = (error: ServiceError): DoorResponse => {
      const plain = errorResponse(error, service.version, requestId, service.errorNamespace);
      const described = service.describe?.(error);
      if (!described) return plain;
      const body = JSON.stringify({ __type: described.type, message: error.message, ...error.members });
      return { ...plain, headers: { ...plain.headers, ...described.headers }, body };
    };
    const target = request.headers['x-amz-target'] ?? '';
    const operation = operations.get(target.slice(target.indexOf('.') + 1));
    if (!operation) return fail(new ServiceError('UnknownOperationException', `${target} is not known.`));
    try {
      const { buffer, byteOffset, byteLength } = request.body;
      const text = Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
      let input: unknown;
      try {
        input = text === '' ? {} : JSON.parse(text);
      } catch {
        return fail(new ServiceError('SerializationException', 'The request body is not valid JSON.'));
      }
      if (!isObject(input))
        return fail(new ServiceError('SerializationException', 'The request body must be a JSON object.'));
      const output = (await operation.handle(input, ports, request)) ?? {};
      return {
        status: 200,
        headers: { 'content-type': `application/x-amz-json-${service.version}`, 'x-amzn-requestid': requestId },
        body: JSON.stringify(output),
      };
    } catch (error) {
      if (error instanceof ServiceError) return fail(error);
      context.log.write('error', `${target} failed: ${messageOf(error)}`, {
        requestId,
        stack: error instanceof Error ? error.stack : undefined,
        bug: error instanceof Bug,
      });
      // A full disk, for one, is nothing to keep from whoever can make room.
      const cause =
        error instanceof OffsyncError && !(error instanceof Bug) ? error.message : 'An internal error occurred';
      return fail(new ServiceError('InternalFailure', `${cause} (request ${requestId}).`, 500));
    }
  };
}
