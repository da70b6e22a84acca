// Operations that AWS has and that are refused by name: permissions, since no policy is asked here.
import { notEmulated } from '../../aws/errors.js';
import type { SqsOperation } from './operation.js';

export const NOT_EMULATED: readonly SqsOperation[] = ['AddPermission', 'RemovePermission'].map((name) => ({
  name,
  handle() {
    throw notEmulated(`SQS ${name}`);
  },
}));
