// The door of SNS: the Query protocol, and in process the same operations in JSON's shapes.
// https://docs.aws.amazon.com/sns/latest/api/CommonParameters.html
import { notEmulated, ServiceError } from '../../aws/errors.js';
import { readQueryTree } from '../../aws/query-tree.js';
import {
  queryError,
  queryResponse,
  querySignatureFault,
  type XmlMembers,
  type XmlValue,
} from '../../aws/query-wire.js';
import type { Door, DoorResponse } from '../../lib/door.js';
import { messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import { SNS_NOT_EMULATED, SNS_OPERATIONS } from './index.js';
import type { Input, SnsPorts } from './operation.js';

const SERVICE = { namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' };
const OPERATIONS = new Map(SNS_OPERATIONS.map((operation) => [operation.name, operation]));

/** How SNS words what is wrong with a signature. */
export const snsRefusal = (error: ServiceError, requestId: string): DoorResponse =>
  queryError(SERVICE, querySignatureFault(error), requestId);

async function call(name: string, input: Input, ports: SnsPorts): Promise<XmlMembers> {
  const operation = OPERATIONS.get(name);
  if (operation) return operation.handle(input, ports);
  if (SNS_NOT_EMULATED.includes(name)) throw notEmulated(`SNS ${name}`);
  throw new ServiceError('InvalidAction', `The action ${name} is not valid for this web service.`);
}

function jsonOf(value: XmlValue | undefined): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value as XmlMembers).map(([name, one]) => [name, jsonOf(one)]));
}

/** The port's way in. */
export async function callInProcess(name: string, input: Input, ports: SnsPorts): Promise<unknown> {
  return jsonOf(await call(name, input, ports));
}

export function createSnsDoor(ports: SnsPorts, context: { readonly log: Log; readonly requestId: () => string }): Door {
  return async (request) => {
    const requestId = context.requestId();
    try {
      const input = readQueryTree(request);
      const name = String(input['Action'] ?? '');
      return queryResponse(SERVICE, name, await call(name, input, ports), requestId);
    } catch (error) {
      if (error instanceof ServiceError) return queryError(SERVICE, error, requestId);
      context.log.write('error', `SNS failed: ${messageOf(error)}`, {
        requestId,
        stack: error instanceof Error ? error.stack : undefined,
      });
      const told = `An internal error occurred (request ${requestId}).`;
      return queryError(SERVICE, new ServiceError('InternalFailure', told, 500), requestId);
    }
  };
}
