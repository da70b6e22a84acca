// EvaluateCode: runs one handler of APPSYNC_JS code against a context.
// https://docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateCode.html
import { ServiceError } from '../../aws/errors.js';
import { isObject } from '../../lib/json.js';
import { evaluateCode as evaluate, type Sandbox } from '../runtime/js/index.js';
import { type RestOperation, readingContext } from './operation.js';

export const evaluateCode: RestOperation = {
  name: 'EvaluateCode',
  method: 'POST',
  path: '/v1/dataplane-evaluatecode',
  async handle(input, { sandbox: wanted, ...ports }) {
    const { code, context, runtime } = input;
    const name = input['function'] ?? 'request';
    if (typeof code !== 'string' || code === '')
      throw new ServiceError('BadRequestException', 'Code must not be empty.');
    if (typeof context !== 'string') throw new ServiceError('BadRequestException', 'Context must not be empty.');
    if (!isObject(runtime) || runtime['name'] !== 'APPSYNC_JS')
      throw new ServiceError('BadRequestException', 'Runtime must be APPSYNC_JS 1.0.0.');
    if (name !== 'request' && name !== 'response')
      throw new ServiceError('BadRequestException', `Unknown function ${String(name)}: request or response.`);
    // An engine for this one call: what it holds goes with it.
    const sandbox = wanted === 'quickjs' && (await quickJs());
    return readingContext(() => evaluate({ code, context, function: name }, { ...ports, ...(sandbox && { sandbox }) }));
  },
};

async function quickJs(): Promise<Sandbox> {
  const { loadQuickJs } = await import('../runtime/js/quickjs-realm.js');
  return loadQuickJs();
}
