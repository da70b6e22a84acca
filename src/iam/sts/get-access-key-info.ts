// GetAccessKeyInfo: the account of an access key.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
import { constrain } from './constraints.js';
import type { StsOperation } from './operation.js';

export const getAccessKeyInfo: StsOperation = {
  name: 'GetAccessKeyInfo',
  signed: true,
  handle({ input }, { account, directory }) {
    const read = constrain(input);
    const accessKeyId = read.text('AccessKeyId', { required: true, min: 16, max: 128, pattern: /^[\w]*$/ });
    read.check();
    // AWS reads the account out of the key itself; a key made elsewhere is taken for one of this account.
    return { Account: directory.subject(accessKeyId)?.principal.accountId ?? account.accountId };
  },
};
