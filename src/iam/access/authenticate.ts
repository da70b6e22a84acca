// Who signed a request. `authenticate` is AWS's own rule; `admit` is that of the doors beside GraphQL, which take a stranger's
// key for the administrator's, since everybody's tests sign with something: on this machine only.

import { ServiceError } from '../../aws/errors.js';
import { claimedAccessKey, createKeyCache, type VerifyOptions, verify } from '../../aws/sigv4.js';
import type { IamPort } from '../../backends/iam-port.js';
import type { Clock } from '../../lib/clock.js';
import type { DoorRequest } from '../../lib/door.js';
import { isLoopback } from '../../lib/host-name.js';
import type { Directory } from '../identities/directory.js';

type Authenticate = IamPort['authenticate'];
export type Expected = Parameters<Authenticate>[1];
export type Authenticated = ReturnType<Authenticate>;

const WINDOW_MINUTES = 15;

export function createAuthenticate(directory: Directory, clock: Clock): Authenticate {
  const keys = createKeyCache();
  const lookup = (accessKeyId: string) => directory.key(accessKeyId);
  // A door expects the same of every request: its options are put together once.
  const known = new WeakMap<Expected, VerifyOptions>();
  const optionsFor = (expected: Expected): VerifyOptions => {
    const options: VerifyOptions = {
      ...expected,
      lookup,
      keys,
      windowMinutes: WINDOW_MINUTES,
      get now() {
        return clock.now();
      },
    };
    known.set(expected, options);
    return options;
  };
  return (request, expected) => {
    const verified = verify(request, known.get(expected) ?? optionsFor(expected));
    if ('error' in verified) return verified;
    const subject = directory.subject(verified.accessKeyId);
    // The role or user behind a session may be gone.
    if (!subject) return { error: invalidToken(expected.status) };
    return { principal: subject.principal };
  };
}

function invalidToken(status: number, more = ''): ServiceError {
  return new ServiceError(
    'UnrecognizedClientException',
    `The security token included in the request is invalid.${more}`,
    status,
  );
}

const CONFIG_LINE = 'iam: { users: { <name>: { accessKeys: [{ id: <key>, secret: <secret> }] } } }';

/** A request to any door but GraphQL's. */
export function createAdmit(
  authenticate: Authenticate,
  directory: Directory,
  options: { readonly strict: boolean },
): (request: DoorRequest, expected: Expected) => Authenticated {
  return (request, expected) => {
    const accessKeyId = claimedAccessKey(request);
    if (accessKeyId !== undefined && directory.knows(accessKeyId)) return authenticate(request, expected);
    // What came by a proxy is not of this machine, whatever address it is said to have.
    const direct = request.addresses === undefined && isLoopback(request.remoteAddress.replace(/^::ffff:/, ''));
    const trusted = direct && !options.strict;
    if (trusted) return { principal: directory.administrator.principal };
    if (accessKeyId === undefined) return authenticate(request, expected);
    const why = options.strict ? 'with --strict-credentials' : `from ${request.remoteAddress}`;
    const hint = ` offsync does not know the access key ${accessKeyId}, which it must ${why}: add ${CONFIG_LINE} to offsync.yaml, or sign with test/test.`;
    return { error: invalidToken(expected.status, hint) };
  };
}
