// DeleteApiKey: a key lets nobody in any more, and the subscriptions made with it end.
// https://docs.aws.amazon.com/appsync/latest/APIReference/API_DeleteApiKey.html
import { needKey } from './api-key.js';
import type { RestOperation } from './operation.js';

export const deleteApiKey: RestOperation = {
  name: 'DeleteApiKey',
  method: 'DELETE',
  path: '/v1/apis/{apiId}/apikeys/{id}',
  async handle(input, { keys }) {
    const { apiId, key } = needKey(keys, input);
    await keys.remove(apiId, key.id);
    return {};
  },
};
