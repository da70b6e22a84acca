// Who owns an access key: the administrator, a user of the app, or whoever holds temporary credentials. Asked for every signed
// request, so that what a key leads to is kept until the next revision.
import type { KnownKey } from '../../aws/sigv4.js';
import type { IamProgram } from './program.js';
import type { Sessions } from './sessions.js';
import { roleSubject, rootSubject, type Subject, userSubject } from './subject.js';

export interface Directory {
  /** What a signature by this key is checked with; undefined when nobody has the key. */
  key(accessKeyId: string): KnownKey | undefined;
  subject(accessKeyId: string): Subject | undefined;
  /** Whether the key is somebody's, if only of one who is gone or may not use it. */
  knows(accessKeyId: string): boolean;
  /** Whom a stranger's key stands for, where that is allowed. */
  readonly administrator: Subject;
  readonly program: IamProgram;
  swap(program: IamProgram): void;
}

const MOST_KEPT = 10_000;

/** The account's administrator: what AWS's tools and everybody's tests sign with. */
export const ADMINISTRATOR = { accessKeyId: 'test', secretAccessKey: 'test' };

export function createDirectory(program: IamProgram, sessions: Sessions, accountId: string): Directory {
  let current = program;
  const administrator = rootSubject(accountId, ADMINISTRATOR.accessKeyId, undefined);
  const subjects = new Map<string, Subject>();

  const find = (accessKeyId: string): Subject | undefined => {
    const owned = current.keys.get(accessKeyId);
    if (owned) return userSubject(owned.user, accessKeyId, undefined);
    if (accessKeyId === ADMINISTRATOR.accessKeyId) return administrator;
    const session = sessions.find(accessKeyId);
    if (!session) return undefined;
    const { owner } = session;
    if (owner.kind === 'root') return rootSubject(accountId, accessKeyId, session);
    if (owner.kind === 'user') {
      const user = current.users.get(owner.userArn);
      return user && userSubject(user, accessKeyId, session);
    }
    const role = current.roles.get(owner.roleArn);
    return role && roleSubject(role, owner.sessionName, session, current);
  };

  return {
    key(accessKeyId) {
      const owned = current.keys.get(accessKeyId);
      if (owned) return owned.active ? { secretAccessKey: owned.secret } : undefined;
      // Tools made for emulators send a token of any text along with test/test.
      if (accessKeyId === ADMINISTRATOR.accessKeyId)
        return { secretAccessKey: ADMINISTRATOR.secretAccessKey, anyToken: true };
      const session = sessions.find(accessKeyId);
      return (
        session && {
          secretAccessKey: session.secretAccessKey,
          sessionToken: session.sessionToken,
          expires: session.expiresAt,
        }
      );
    },
    subject(accessKeyId) {
      let subject = subjects.get(accessKeyId);
      if (!subject) {
        subject = find(accessKeyId);
        // Sessions come and go.
        if (subjects.size >= MOST_KEPT) subjects.clear();
        if (subject) subjects.set(accessKeyId, subject);
      }
      return subject;
    },
    knows: (accessKeyId) =>
      current.keys.has(accessKeyId) ||
      accessKeyId === ADMINISTRATOR.accessKeyId ||
      sessions.find(accessKeyId) !== undefined,
    administrator,
    get program() {
      return current;
    },
    swap(next) {
      current = next;
      subjects.clear();
    },
  };
}
