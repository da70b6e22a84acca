// GetCallerIdentity: who signed. No policy can forbid it.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
import type { StsOperation } from './operation.js';

export const getCallerIdentity: StsOperation = {
  name: 'GetCallerIdentity',
  signed: true,
  handle: ({ subject: { principal } }) => ({
    Arn: principal.arn,
    UserId: principal.userId,
    Account: principal.accountId,
  }),
};
