// One operation of the AppSync REST API: where it stands, and what it does with a parsed body.
import { ServiceError } from '../../aws/errors.js';
import type { ApiDefinition } from '../../definition/model.js';
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';
import type { ApiCaches } from './api-cache.js';
import type { ApiKeys } from './api-key.js';

export interface ApiPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Where APPSYNC_JS code is evaluated; `vm` when undefined. */
  readonly sandbox: ApiDefinition['sandbox'];
  readonly caches: ApiCaches;
  readonly keys: ApiKeys;
}

export interface RestOperation {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/v1/apis/{apiId}`: what stands in braces is a member of the input, and so is what stands in the query. */
  readonly path: string;
  /** Gives the output; throws a ServiceError for what AWS refuses. */
  handle(input: Readonly<Record<string, unknown>>, ports: ApiPorts): unknown;
}

/** Both runtimes throw a SyntaxError for a context that is no JSON object. */
export function readingContext<T>(evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ServiceError('BadRequestException', `Context is not valid: ${error.message}`);
    throw error;
  }
}
