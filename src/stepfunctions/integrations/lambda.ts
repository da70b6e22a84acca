// Lambda as a Task: the function's own ARN, and the optimized integration `lambda:invoke`.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
import { formatArn } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import { messageOf } from '../../lib/errors.js';
import { isObject, tryParse } from '../../lib/json.js';
import type { Failure } from '../asl/faults.js';
import type { Integration } from './service.js';
import { NOT_TRUNCATED, present, type Reply, type Target, type TaskPorts, timesOf } from './target.js';

/** The error document of a function, as Step Functions reads it: without an errorType it is Lambda.Unknown. */
function functionFailure(payload: string): Failure {
  const document = tryParse(payload);
  const type = isObject(document) ? document['errorType'] : undefined;
  if (typeof type === 'string' && type !== '') return { error: type, cause: payload };
  return {
    error: 'Lambda.Unknown',
    cause: `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`,
  };
}

/** A call that Lambda itself refused, in the words of the AWS SDK for Java (recorded). */
function serviceFailure(error: unknown, functionName: string, ports: TaskPorts): Failure {
  if (!(error instanceof ServiceError)) return { error: 'Lambda.SdkClientException', cause: messageOf(error) };
  const arn = functionName.startsWith('arn:')
    ? functionName
    : formatArn(ports.account, 'lambda', `function:${functionName}`);
  const missing = error.code === 'ResourceNotFoundException';
  const text = missing ? `Function not found: ${/:function:[^:]+$/.test(arn) ? `${arn}:$LATEST` : arn}` : error.message;
  const status = missing ? 404 : error.status;
  return {
    error: `Lambda.${error.code}`,
    cause: `${text} (Service: AWSLambda; Status Code: ${status}; Error Code: ${error.code}; Request ID: ${ports.requestId()}; Proxy: null)`,
  };
}

/** `Resource: arn:aws:lambda:...:function:name`: the state's input is the payload, the result is the output. */
export function lambdaFunctionTarget(arn: string): Target {
  return {
    label: arn,
    callback: false,
    scheduled: (input, times) => [
      'LambdaFunctionScheduled',
      'lambdaFunctionScheduledEventDetails',
      { resource: arn, input, inputDetails: NOT_TRUNCATED, ...timesOf(times) },
    ],
    started: ['LambdaFunctionStarted'],
    succeeded: (output) => [
      'LambdaFunctionSucceeded',
      'lambdaFunctionSucceededEventDetails',
      { output, outputDetails: NOT_TRUNCATED },
    ],
    failed: (failure) => ['LambdaFunctionFailed', 'lambdaFunctionFailedEventDetails', present({ ...failure })],
    timedOut: (failure) => ['LambdaFunctionTimedOut', 'lambdaFunctionTimedOutEventDetails', present({ ...failure })],
    async call(input, ports): Promise<Reply> {
      try {
        const answer = await ports.lambda.invoke({
          functionName: arn,
          payload: input,
          invocationType: 'RequestResponse',
        });
        if (answer.functionError !== undefined) return { failure: functionFailure(answer.payload) };
        return { output: answer.payload === '' ? 'null' : answer.payload };
      } catch (error) {
        return { failure: serviceFailure(error, arn, ports) };
      }
    },
  };
}

/** A Payload that is a string of JSON is sent as that JSON, and none, or null, as `{}` (recorded). */
function payloadText(payload: unknown): string {
  if (typeof payload === 'string' && tryParse(payload) !== undefined) return payload;
  return payload === undefined || payload === null ? '{}' : JSON.stringify(payload);
}

async function invoke(parameters: Readonly<Record<string, unknown>>, ports: TaskPorts): Promise<Reply> {
  const functionName = String(parameters['FunctionName'] ?? '');
  const type = parameters['InvocationType'];
  const clientContext = parameters['ClientContext'];
  try {
    const answer = await ports.lambda.invoke({
      functionName,
      payload: payloadText(parameters['Payload']),
      invocationType: type === 'Event' || type === 'DryRun' ? type : 'RequestResponse',
      ...(typeof clientContext === 'string' ? { clientContext } : {}),
    });
    if (answer.functionError !== undefined) return { failure: functionFailure(answer.payload) };
    const requestId = ports.requestId();
    const length = String(Buffer.byteLength(answer.payload));
    const headers = {
      'X-Amz-Executed-Version': '$LATEST',
      'x-amzn-Remapped-Content-Length': '0',
      Connection: 'keep-alive',
      'x-amzn-RequestId': requestId,
      'Content-Length': length,
      'Content-Type': 'application/json',
    };
    const output = {
      ExecutedVersion: '$LATEST',
      ...(parameters['LogType'] === 'Tail' ? { LogResult: Buffer.from(answer.logTail).toString('base64') } : {}),
      Payload: answer.payload === '' ? null : (tryParse(answer.payload) ?? null),
      SdkHttpMetadata: {
        AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
        HttpHeaders: headers,
        HttpStatusCode: answer.statusCode,
      },
      SdkResponseMetadata: { RequestId: requestId },
      StatusCode: answer.statusCode,
    };
    return { output: JSON.stringify(output) };
  } catch (error) {
    return { failure: serviceFailure(error, functionName, ports) };
  }
}

/** `arn:aws:states:::lambda:invoke`. */
export const lambda: Integration = {
  service: 'lambda',
  names: { FunctionName: 'functions' },
  actions: { invoke: { patterns: ['requestResponse', 'waitForTaskToken'], run: invoke } },
};
