// The door of STS and that of IAM: finds out who asks, finds the operation, answers in XML. Who may ask is the operation's
// business.
import { notEmulated, ServiceError } from '../../aws/errors.js';
import { queryError, queryResponse, querySignatureFault, readQuery } from '../../aws/query-wire.js';
import type { Door, DoorRequest } from '../../lib/door.js';
import { messageOf } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import type { Authenticated, Expected } from '../access/authenticate.js';
import type { Directory } from '../identities/directory.js';
import type { QueryCall, QueryOperation } from './operation.js';

export interface QueryService<Ports> {
  /** As SigV4 scopes it. */
  readonly name: 'sts' | 'iam';
  readonly namespace: string;
  readonly version: string;
  readonly operations: readonly QueryOperation<Ports>[];
  /** Known to AWS and refused by name: a list, or whatever looks like an operation. */
  readonly notEmulated: (operation: string) => boolean;
}

interface DoorPorts {
  readonly random: Random;
  readonly log: Log;
  readonly directory: Directory;
  readonly admit: (request: DoorRequest, expected: Expected) => Authenticated;
}

/** What a request says of itself, for conditions. */
function contextOf(request: DoorRequest): QueryCall['context'] {
  const { 'user-agent': agent, referer } = request.headers;
  return {
    'aws:sourceip': request.remoteAddress,
    'aws:securetransport': String(request.secure),
    ...(agent !== undefined && { 'aws:useragent': agent }),
    ...(referer !== undefined && { 'aws:referer': referer }),
  };
}

export function createQueryDoor<Ports>(service: QueryService<Ports>, ports: Ports & DoorPorts): Door {
  const { admit, random, log, directory } = ports;
  const operations = new Map(service.operations.map((operation) => [operation.name, operation]));
  /** The endpoints of all regions are this one. */
  const expected: Expected = { service: service.name, status: 403 };

  const answer = async (request: DoorRequest, requestId: string) => {
    const input = readQuery(request);
    const name = input.text('Action') ?? '';
    const operation = operations.get(name);
    if (!operation) {
      if (service.notEmulated(name)) throw notEmulated(`${service.name.toUpperCase()} ${name}`);
      const version = input.text('Version') ?? service.version;
      throw new ServiceError('InvalidAction', `Could not find operation ${name} for version ${version}`);
    }
    const call = { input, context: contextOf(request) };
    if (!operation.signed) return queryResponse(service, name, await operation.handle(call, ports), requestId);
    const admitted = admit(request, expected);
    if ('error' in admitted) {
      log.write('warn', `A request to ${service.name} was refused: ${admitted.error.message}`, {
        detail: admitted.detail,
      });
      throw querySignatureFault(admitted.error);
    }
    const { administrator } = directory;
    const { principal } = admitted;
    const subject = principal === administrator.principal ? administrator : directory.subject(principal.accessKeyId)!;
    return queryResponse(service, name, await operation.handle({ ...call, subject }, ports), requestId);
  };

  return async (request) => {
    const requestId = random.uuid();
    try {
      return await answer(request, requestId);
    } catch (error) {
      if (error instanceof ServiceError) return queryError(service, error, requestId);
      log.write('error', `${service.name} failed: ${messageOf(error)}`, {
        requestId,
        stack: error instanceof Error ? error.stack : undefined,
      });
      const told = `An internal error occurred (request ${requestId}).`;
      return queryError(service, new ServiceError('InternalFailure', told, 500), requestId);
    }
  };
}
