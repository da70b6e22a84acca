// Activities as the operations see them. Used by the operations.
import { ServiceError } from '../../aws/errors.js';
import type { ApiPorts } from '../ports.js';
import type { Activity } from '../store/activities.js';
import { activityArn } from './arns.js';
import { seconds } from './input.js';

export function findActivity(text: string, ports: ApiPorts): Activity {
  const activity = ports.stores.activities.get(activityArn(text));
  if (activity) return activity;
  throw new ServiceError('ActivityDoesNotExist', `Activity Does Not Exist: '${text}'`);
}

export function describeActivity({ arn, name, createdAt }: Activity): Record<string, unknown> {
  return { activityArn: arn, name, creationDate: seconds(createdAt) };
}
