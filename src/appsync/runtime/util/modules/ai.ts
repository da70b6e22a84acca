// The members of @aws-appsync/utils/ai: requests for an Amazon Bedrock data source. resolver-reference-bedrock-js.md.
import { isPlainObject, type PlainObject } from '../plain.js';
import { UtilMisuse } from '../session.js';

const request =
  (operation: 'InvokeModel' | 'Converse') =>
  (payload?: unknown): PlainObject => {
    if (!isPlainObject(payload)) throw new UtilMisuse('Expected payload to be an object.');
    return { ...payload, operation };
  };

export const aiModule = { invokeModel: request('InvokeModel'), converse: request('Converse') };
