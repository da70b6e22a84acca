// What the optimized integrations add to a result, and how AWS words the failures of the SDKs behind them (recorded).
import { ServiceError } from '../../aws/errors.js';
import { messageOf } from '../../lib/errors.js';
import type { Failure } from '../asl/faults.js';
import type { TaskPorts } from './target.js';

/** SdkHttpMetadata and SdkResponseMetadata of an answer that was `length` bytes long. */
export function sdkMetadata(length: number, ports: TaskPorts): Record<string, unknown> {
  const requestId = ports.requestId();
  const headers = {
    Connection: 'keep-alive',
    'Content-Length': String(length),
    'Content-Type': 'application/x-amz-json-1.0',
    'x-amzn-RequestId': requestId,
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

const exception = (code: string): string => (code.endsWith('Exception') ? code : `${code}Exception`);

/** `Requested resource not found (Service: AmazonDynamoDBv2; Status Code: 400; ...)`: the first SDK for Java. */
export function optimizedFailure(
  error: unknown,
  names: { readonly prefix: string; readonly service: string; readonly general: string },
  ports: TaskPorts,
): Failure {
  if (!(error instanceof ServiceError)) return { error: `${names.prefix}.SdkClientException`, cause: messageOf(error) };
  const { code, status, message } = error;
  // What the SDK has no class for is the service's general exception.
  const name = code === 'ValidationException' ? names.general : exception(code);
  const where = `Service: ${names.service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${ports.requestId()}; Proxy: null`;
  return { error: `${names.prefix}.${name}`, cause: `${message} (${where})` };
}

/** `... (Service: DynamoDb, Status Code: 400, Request ID: ...)`: the second SDK, behind `aws-sdk:`. */
export function sdkFailure(error: unknown, service: string, general: string, ports: TaskPorts): Failure {
  if (!(error instanceof ServiceError)) return { error: `${service}.SdkClientException`, cause: messageOf(error) };
  const { code, status, message } = error;
  const name = code === 'ValidationException' ? general : exception(code);
  const where = `Service: ${service}, Status Code: ${status}, Request ID: ${ports.requestId()}`;
  return { error: `${service}.${name}`, cause: `${message} (${where})` };
}
