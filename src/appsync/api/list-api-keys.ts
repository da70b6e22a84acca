// ListApiKeys: the keys of an API, expired ones among them until they are deleted.
// https://docs.aws.amazon.com/appsync/latest/APIReference/API_ListApiKeys.html
import { bad, needKeys, showKey } from './api-key.js';
import type { RestOperation } from './operation.js';

/** "Valid Range: Minimum value of 0. Maximum value of 25." */
const LONGEST_PAGE = 25;

function pageLength(given: unknown): number {
  if (given === undefined) return LONGEST_PAGE;
  const length = Number(given);
  if (!Number.isInteger(length) || length < 0 || length > LONGEST_PAGE)
    throw bad(`maxResults must be a number from 0 to ${LONGEST_PAGE}.`);
  // 0 is what tools send that mean nothing by it.
  return length === 0 ? LONGEST_PAGE : length;
}

export const listApiKeys: RestOperation = {
  name: 'ListApiKeys',
  method: 'GET',
  path: '/v1/apis/{apiId}/apikeys',
  handle(input, { keys }) {
    const { keys: all } = needKeys(keys, input);
    const length = pageLength(input['maxResults']);
    const { nextToken } = input;
    // The token is the last key of the page before, which its bearer has seen.
    const last = nextToken === undefined ? '' : Buffer.from(String(nextToken), 'base64url').toString('utf8');
    const from = nextToken === undefined ? 0 : all.findIndex(({ id }) => id === last) + 1;
    if (nextToken !== undefined && from === 0) throw bad('Invalid nextToken.');
    const page = all.slice(from, from + length);
    const more = from + length < all.length && page.at(-1);
    return {
      apiKeys: page.map(showKey),
      ...(more && { nextToken: Buffer.from(more.id).toString('base64url') }),
    };
  },
};
