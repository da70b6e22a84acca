// One operation of the AppSync REST API: where it stands, and what it does with a parsed body.
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';
import type { Random } from '../../lib/random.js';

export interface ApiPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface RestOperation {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/v1/apis/{apiId}`. */
  readonly path: string;
  /** Gives the output; throws a ServiceError for what AWS refuses. */
  handle(input: Readonly<Record<string, unknown>>, ports: ApiPorts): unknown;
}
