// UpdateApiKey: a key lives longer or shorter, or is described anew; an expired one serves again.
// https://docs.aws.amazon.com/appsync/latest/APIReference/API_UpdateApiKey.html
import { needKey, readKey, showKey } from './api-key.js';
import type { RestOperation } from './operation.js';

export const updateApiKey: RestOperation = {
  name: 'UpdateApiKey',
  method: 'POST',
  path: '/v1/apis/{apiId}/apikeys/{id}',
  async handle(input, { keys, clock }) {
    const { apiId, key } = needKey(keys, input);
    const { id, expires, description } = key;
    const before = { id, expires, ...(description !== undefined && { description }) };
    await keys.put(apiId, { ...before, ...readKey(input, clock) });
    return { apiKey: showKey(needKey(keys, { apiId, id }).key) };
  },
};
