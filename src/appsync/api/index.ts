// The registry of AppSync's REST operations (`/v1/...`), and the door in front of them.
import { ServiceError } from '../../aws/errors.js';
import { type Door, splitUrl } from '../../lib/door.js';
import { messageOf } from '../../lib/errors.js';
import { isObject, tryParse } from '../../lib/json.js';
import { createApiCache } from './create-api-cache.js';
import { createApiKey } from './create-api-key.js';
import { deleteApiCache } from './delete-api-cache.js';
import { deleteApiKey } from './delete-api-key.js';
import { evaluateCode } from './evaluate-code.js';
import { evaluateMappingTemplate } from './evaluate-mapping-template.js';
import { flushApiCache } from './flush-api-cache.js';
import { getApiCache } from './get-api-cache.js';
import { listApiKeys } from './list-api-keys.js';
import type { ApiPorts, RestOperation } from './operation.js';
import { updateApiCache } from './update-api-cache.js';
import { updateApiKey } from './update-api-key.js';

export const OPERATIONS: readonly RestOperation[] = [
  createApiCache,
  createApiKey,
  deleteApiCache,
  deleteApiKey,
  evaluateCode,
  evaluateMappingTemplate,
  flushApiCache,
  getApiCache,
  listApiKeys,
  updateApiCache,
  updateApiKey,
];

interface Route {
  readonly operation: RestOperation;
  /** Its groups are the path's members. */
  readonly pattern: RegExp;
}

const ROUTES: readonly Route[] = OPERATIONS.map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** The operation of a request, with the members that its path holds. */
function routeOf(
  method: string,
  path: string,
): { operation: RestOperation; members: Record<string, string> } | undefined {
  for (const { operation, pattern } of ROUTES) {
    if (operation.method !== method) continue;
    const match = pattern.exec(path);
    if (match) return { operation, members: { ...match.groups } };
  }
  return undefined;
}

export function createApiDoor(ports: ApiPorts): Door {
  return async (request) => {
    const requestId = ports.random.uuid();
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
    const fail = (error: ServiceError) => ({
      status: error.status,
      headers: { ...headers, 'x-amzn-errortype': error.code },
      body: JSON.stringify({ message: error.message, ...error.members }),
    });
    const { path, query } = splitUrl(request.url);
    const route = routeOf(request.method, path);
    if (!route)
      return fail(
        new ServiceError(
          'NotEmulatedException',
          `${request.method} ${path} of the AppSync API is not emulated by offsync (docs/coverage.md lists what is).`,
          501,
        ),
      );
    const input = request.body.byteLength === 0 ? {} : tryParse(Buffer.from(request.body).toString('utf8'));
    if (!isObject(input))
      return fail(new ServiceError('BadRequestException', 'The request body is not a JSON object.'));
    const { operation, members } = route;
    const given = Object.fromEntries(new URLSearchParams(query));
    try {
      return {
        status: 200,
        headers,
        body: JSON.stringify(await operation.handle({ ...input, ...given, ...members }, ports)),
      };
    } catch (error) {
      if (error instanceof ServiceError) return fail(error);
      ports.log.write('error', `${operation.name} failed: ${messageOf(error)}`, {
        requestId,
        stack: error instanceof Error ? error.stack : undefined,
      });
      return fail(
        new ServiceError('InternalFailureException', `An internal error occurred (request ${requestId}).`, 500),
      );
    }
  };
}
