// Tables by the ARN that the tag operations name them with.

import { parseArn } from '../../aws/arn.js';
import { ServiceError } from '../../aws/errors.js';
import { validationFault } from '../faults.js';
import type { LiveTable } from '../storage/table.js';
import { type Engine, tableNameOf } from './engine.js';

/** Throws for what is no ARN of a table, and for a table that is not there (recorded: both operations differ). */
export function findTagged(engine: Engine, arn: string, operation: string): LiveTable {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'dynamodb' || !parsed.resource.startsWith('table/')) {
    throw validationFault(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  }
  const table = engine.catalog.tables.get(tableNameOf(arn));
  const { accountId, region } = engine.account;
  if (parsed.account !== accountId || parsed.region !== region) {
    throw new ServiceError(
      'AccessDeniedException',
      `User: arn:aws:iam::${accountId}:root is not authorized to perform: dynamodb:${operation} on resource: ${arn}`,
    );
  }
  if (table === undefined) {
    throw new ServiceError('ResourceNotFoundException', `Requested resource not found: ResourcArn: ${arn} not found`);
  }
  return table;
}
