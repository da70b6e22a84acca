// Answers S3 over HTTP: finds the operation a request means, has it done, and words what comes of it. Knows no operation by
// its name; signatures are the business of the door in front.
import { ServiceError } from '../../aws/errors.js';
import type { Door, DoorResponse } from '../../lib/door.js';
import { Bug, messageOf, OffsyncError } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import { OPERATIONS } from '../api/index.js';
import { notAnswered } from '../api/not-emulated.js';
import type { S3Operation } from '../api/operation.js';
import { notImplemented } from '../content/faults.js';
import type { ApiPorts } from '../ports.js';
import { type Address, addressOf } from './address.js';
import { answer, refuse } from './answer.js';
import { inputOf } from './request.js';

/** Of those that fit, the one with the most marks. */
function choose(method: string, on: S3Operation['on'], marks: ReadonlySet<string>): S3Operation | undefined {
  let best: S3Operation | undefined;
  for (const operation of OPERATIONS) {
    if (operation.method !== method || operation.on !== on) continue;
    const { marks: wanted = [] } = operation;
    if (!wanted.every((mark) => marks.has(mark))) continue;
    if (!best || wanted.length > (best.marks?.length ?? 0)) best = operation;
  }
  return best;
}

const levelOf = ({ bucket, key }: Address): S3Operation['on'] =>
  bucket === undefined ? 'service' : key === undefined ? 'bucket' : 'object';

export function createS3Door(ports: ApiPorts, log: Log): Door {
  return async (request): Promise<DoorResponse> => {
    const requestId = ports.random.uuid().replaceAll('-', '').slice(0, 16).toUpperCase();
    const address = addressOf(request);
    const resource = `/${address.bucket ?? ''}${address.key === undefined ? '' : `/${address.key}`}`;
    try {
      const on = levelOf(address);
      const marks = new Set(address.query.keys());
      if (request.headers['x-amz-copy-source'] !== undefined) marks.add('x-amz-copy-source');
      const operation = choose(request.method, on, marks);
      const other = notAnswered(request.method, on, marks, operation);
      if (other !== undefined) throw notImplemented(other);
      if (!operation) {
        if (request.method === 'POST' && on === 'bucket') throw notImplemented('PostObject (uploads by form)');
        throw new ServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
          Method: request.method,
          ResourceType: on.toUpperCase(),
        });
      }
      const output = await operation.handle(inputOf(request, address, operation), ports);
      return await answer(operation, output, requestId);
    } catch (error) {
      if (error instanceof ServiceError) return refuse(error, requestId, resource);
      log.write('error', `S3 ${request.method} ${resource} failed: ${messageOf(error)}`, {
        requestId,
        stack: error instanceof Error ? error.stack : undefined,
      });
      const cause = error instanceof OffsyncError && !(error instanceof Bug) ? ` ${error.message}` : '';
      const message = `We encountered an internal error. Please try again.${cause}`;
      return refuse(new ServiceError('InternalError', message, 500), requestId, resource);
    }
  };
}
