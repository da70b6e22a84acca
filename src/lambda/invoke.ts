// Invoke: runs a function with the body as its event. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
import { ServiceError } from '../aws/errors.js';
import type { InvokeRequest } from '../backends/lambda-port.js';
import { messageOf } from '../lib/errors.js';
import type { RestOperation } from './operation.js';

const TYPES: ReadonlySet<string> = new Set(['RequestResponse', 'Event', 'DryRun']);

export const invoke: RestOperation = {
  name: 'Invoke',
  method: 'POST',
  path: /^\/([^/]+)\/invocations$/,
  async handle(functionName, { headers, body }, { lambda }) {
    const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    if (!TYPES.has(type)) {
      throw new ServiceError('InvalidParameterValueException', `Unsupported invocation type ${type}.`);
    }
    const payload = Buffer.from(body).toString('utf8');
    checkJson(payload);
    const clientContext = headers['x-amz-client-context'];
    const response = await lambda.invoke({
      functionName,
      payload,
      invocationType: type as InvokeRequest['invocationType'],
      ...(clientContext === undefined ? {} : { clientContext }),
    });
    const wantsTail = headers['x-amz-log-type'] === 'Tail' && type === 'RequestResponse';
    return {
      status: response.statusCode,
      headers: {
        ...(response.requestId === undefined ? {} : { 'x-amzn-requestid': response.requestId }),
        ...(response.statusCode === 200
          ? { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' }
          : {}),
        ...(response.functionError === undefined ? {} : { 'x-amz-function-error': response.functionError }),
        ...(wantsTail ? { 'x-amz-log-result': Buffer.from(response.logTail).toString('base64') } : {}),
      },
      body: response.payload,
    };
  },
};

/** No event at all is fine: the handler sees an empty object. */
function checkJson(payload: string): void {
  if (payload === '') return;
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new ServiceError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${messageOf(error)}`,
    );
  }
}
