// Tags of state machines and activities: read and written in one place. Used by the three operations with tags.
import { ServiceError } from '../../aws/errors.js';
import type { ApiPorts } from '../ports.js';

export type Tags = Readonly<Record<string, string>>;

export interface Tagged {
  readonly tags: Tags;
  write(tags: Tags): Promise<unknown>;
}

export function findTagged(arn: string, ports: ApiPorts): Tagged {
  const machine = ports.program().machines.get(arn)?.definition;
  if (machine) {
    return {
      tags: machine.tags,
      write: (tags) => ports.control.apply({ kind: 'stateMachines', put: { ...machine, tags } }),
    };
  }
  const { activities } = ports.stores;
  const activity = activities.get(arn);
  if (activity) {
    return {
      tags: activity.tags,
      write: (tags) => ports.database.commit(() => activities.put({ ...activity, tags })),
    };
  }
  if (!arn.startsWith('arn:')) throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`);
}
