// The iam wing's face: a program served. `swap` puts new users, roles and policies in place of the old ones; temporary
// credentials live on as long as their role or user does.
import type { Account } from '../aws/arn.js';
import type { IamPort } from '../backends/iam-port.js';
import type { Clock } from '../lib/clock.js';
import type { Door, DoorRequest } from '../lib/door.js';
import type { Log } from '../lib/log.js';
import type { Random } from '../lib/random.js';
import type { Database } from '../lib/sqlite.js';
import { createAccess } from './access/access.js';
import { type Authenticated, createAdmit, createAuthenticate, type Expected } from './access/authenticate.js';
import { IAM } from './api/index.js';
import { createDirectory } from './identities/directory.js';
import type { IamProgram } from './identities/program.js';
import { createSessions } from './identities/sessions.js';
import { createQueryDoor } from './query/door.js';
import { STS } from './sts/index.js';
import type { StsPorts } from './sts/operation.js';

export interface IamPorts {
  readonly account: Account;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly database: Database;
  /** Refuse keys that nobody has, on every door. */
  readonly strictCredentials: boolean;
  readonly verifyToken: StsPorts['verifyToken'];
}

export interface IamWing {
  readonly port: IamPort;
  readonly doors: { readonly sts: Door; readonly iam: Door };
  /** Who signed a request to a door other than GraphQL's; unknown keys may stand for the administrator. */
  admit(request: DoorRequest, expected: Expected): Authenticated;
  swap(program: IamProgram): void;
  close(): void;
}

export function start(program: IamProgram, ports: IamPorts): IamWing {
  const { account, clock } = ports;
  const sessions = createSessions(ports);
  const directory = createDirectory(program, sessions, account.accountId);
  const authenticate = createAuthenticate(directory, clock);
  const access = createAccess(directory, clock);
  const admit = createAdmit(authenticate, directory, { strict: ports.strictCredentials });
  const own = { ...ports, directory, sessions, access, admit };
  let revision = 1;
  return {
    port: {
      authenticate,
      allows: access.allows,
      holds: ({ accessKeyId, arn }) =>
        directory.key(accessKeyId) !== undefined && directory.subject(accessKeyId)?.principal.arn === arn,
      get revision() {
        return revision;
      },
    },
    doors: { sts: createQueryDoor(STS, own), iam: createQueryDoor(IAM, own) },
    admit,
    swap(next) {
      if (next === directory.program) return;
      directory.swap(next);
      access.forget();
      revision += 1;
    },
    close() {},
  };
}
