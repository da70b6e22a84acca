// Verifies the signature of a request to an AWS door. A key that is known must have signed rightly; one that is not known is
// taken for the account's administrator, because everybody's tests sign with something. Behind loopback only.
import { createKeyCache, verify } from '../aws/sigv4.js';
import { errorResponse } from '../aws/wire.js';
import type { Clock } from '../lib/clock.js';
import type { Door } from '../lib/door.js';
import type { Log } from '../lib/log.js';
import type { Random } from '../lib/random.js';

export interface SignedDoorOptions {
  /** Access key id -> secret. */
  readonly keys: Readonly<Record<string, string>>;
  /** The names the credential may be scoped to: `states`. */
  readonly service: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const ACCESS_KEY = /Credential=([^/,\s]+)\//;

/** The same door, closed to forged signatures of known keys. Unsigned requests pass: curl is a client, too. */
export function requireSignature(door: Door, options: SignedDoorOptions): Door {
  const keys = createKeyCache();
  return (request) => {
    const accessKeyId = ACCESS_KEY.exec(request.headers['authorization'] ?? '')?.[1];
    const secret =
      accessKeyId !== undefined && Object.hasOwn(options.keys, accessKeyId) ? options.keys[accessKeyId] : undefined;
    if (secret === undefined) return door(request);
    const verified = verify(request, {
      lookup: () => ({ secretAccessKey: secret }),
      now: options.clock.now(),
      service: options.service,
      keys,
      windowMinutes: 15,
      status: 400,
    });
    if (!('error' in verified)) return door(request);
    options.log.write('warn', `A request to ${options.service} was refused: ${verified.error.message}`, {
      detail: verified.detail,
    });
    return errorResponse(verified.error, '1.0', options.random.uuid());
  };
}
