// Asks who signed a request to an AWS door before the door answers it. Whom to let in is decided by the wing iam/ behind
// `admit`; this file only speaks HTTP. Of the doors behind it none asks policies: it is the signature that counts there.
import type { ServiceError } from '../aws/errors.js';
import { errorResponse } from '../aws/wire.js';
import type { Door, DoorRequest, DoorResponse } from '../lib/door.js';
import type { Log } from '../lib/log.js';
import type { Random } from '../lib/random.js';

export interface SignedDoorOptions {
  /** Who signed it, or why it is refused. */
  readonly admit: (
    request: DoorRequest,
    expected: { readonly service: string; readonly region?: string; readonly status: 400 | 403 },
  ) => object | { readonly error: ServiceError; readonly detail?: string };
  /** The name the credential must be scoped to: `states`. */
  readonly service: string;
  /** The region that it must be scoped to; without one any will do. */
  readonly region?: string;
  /** Of a refusal: JSON 1.x services say 400, REST services 403. */
  readonly status: 400 | 403;
  /** How a refusal is put for services that don't speak JSON. */
  readonly refusal?: (error: ServiceError, requestId: string) => DoorResponse;
  readonly random: Random;
  readonly log: Log;
}

/** The same door, closed to forged signatures. */
export function requireSignature(door: Door, options: SignedDoorOptions): Door {
  const { admit, service, region, status, random, log } = options;
  const expected = { service, status, ...(region === undefined ? {} : { region }) };
  return (request) => {
    const admitted = admit(request, expected);
    if (!('error' in admitted)) return door(request);
    log.write('warn', `A request to ${service} was refused: ${admitted.error.message}`, { detail: admitted.detail });
    const requestId = random.uuid();
    return options.refusal?.(admitted.error, requestId) ?? errorResponse(admitted.error, '1.0', requestId);
  };
}
