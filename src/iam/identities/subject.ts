// An owner of an access key as policies see it: its principal, the condition keys that never change for it, and what limits
// and allows it. Made by directory.ts from a compiled user or role and, for temporary credentials, a session.
import type { Principal } from '../../backends/iam-port.js';
import { compilePolicy, type Policy } from '../policy/document.js';
import type { Asker } from '../policy/evaluate.js';
import type { KeyValue } from '../policy/keys.js';
import type { CompiledRole, CompiledUser, IamProgram } from './program.js';
import type { Session } from './sessions.js';

export interface Subject {
  readonly principal: Principal;
  readonly asker: Asker;
  /** Condition keys, in lower case. */
  readonly keys: ReadonlyMap<string, KeyValue>;
  /** A session's tags that go on to the sessions it begins, and the identity that stands behind it. */
  readonly session?: Session;
}

const PRINCIPAL_TYPES: Readonly<Record<Principal['kind'], string>> = {
  root: 'Account',
  user: 'User',
  'assumed-role': 'AssumedRole',
  'federated-user': 'FederatedUser',
};

/** Keys that depend on the caller alone, whether it has them or not: what is decided by them may be kept. */
const PRINCIPAL_KEYS: ReadonlySet<string> = new Set([
  'aws:federatedprovider',
  'aws:multifactorauthpresent',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:principaltype',
  'aws:sourceidentity',
  'aws:tokenissuetime',
  'aws:userid',
  'aws:username',
]);

export function isPrincipalKey(name: string, subject: Subject): boolean {
  return PRINCIPAL_KEYS.has(name) || name.startsWith('aws:principaltag/') || subject.keys.has(name);
}

/** reference_policies_condition-keys, "Properties of the principal". */
function keysOf(
  principal: Principal,
  own: {
    readonly principalArn: string;
    readonly userName?: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly session: Session | undefined;
  },
): ReadonlyMap<string, KeyValue> {
  const { session } = own;
  const keys = new Map<string, KeyValue>([
    // Of a role's session it is the role's ARN, not the session's.
    ['aws:principalarn', own.principalArn],
    ['aws:principalaccount', principal.accountId],
    ['aws:principaltype', PRINCIPAL_TYPES[principal.kind]],
    ['aws:principalisawsservice', 'false'],
    ['aws:userid', principal.userId],
  ]);
  if (own.userName !== undefined) keys.set('aws:username', own.userName);
  // Session tags win over those of the role.
  for (const [name, value] of Object.entries({ ...own.tags, ...session?.tags }))
    keys.set(`aws:principaltag/${name.toLowerCase()}`, value);
  if (session) {
    keys.set('aws:tokenissuetime', new Date(session.issuedAt).toISOString());
    keys.set('aws:multifactorauthpresent', 'false');
    if (session.sourceIdentity !== undefined) keys.set('aws:sourceidentity', session.sourceIdentity);
    for (const [name, value] of Object.entries(session.federation ?? {})) keys.set(name, value);
  }
  return keys;
}

/** A session's own policies, compiled; they were checked when it began. */
function sessionPolicies(session: Session | undefined, program: IamProgram): readonly Policy[] | undefined {
  if (!session?.policies && !session?.policyArns) return undefined;
  const documents = (session.policies ?? []).flatMap((document) => {
    const compiled = compilePolicy(document, 'identity');
    return 'policy' in compiled ? [compiled.policy] : [];
  });
  return [...documents, ...(session.policyArns ?? []).flatMap((arn) => program.managed.get(arn) ?? [])];
}

export function rootSubject(accountId: string, accessKeyId: string, session: Session | undefined): Subject {
  const arn = `arn:aws:iam::${accountId}:root`;
  const principal: Principal = { kind: 'root', accessKeyId, accountId, arn, userId: accountId, ...expiry(session) };
  return {
    principal,
    asker: { names: { arn, accountId }, root: true, identity: [] },
    keys: keysOf(principal, { principalArn: arn, session }),
    ...(session && { session }),
  };
}

export function userSubject(user: CompiledUser, accessKeyId: string, session: Session | undefined): Subject {
  const { definition, accountId, grants } = user;
  const { arn, id, name, tags } = definition;
  const principal: Principal = { kind: 'user', accessKeyId, accountId, arn, userId: id, ...expiry(session) };
  return {
    principal,
    asker: {
      names: { arn, accountId },
      root: false,
      identity: grants.policies,
      ...(grants.boundary && { boundary: grants.boundary }),
    },
    keys: keysOf(principal, { principalArn: arn, userName: name, tags, session }),
    ...(session && { session }),
  };
}

export function roleSubject(role: CompiledRole, sessionName: string, session: Session, program: IamProgram): Subject {
  const { definition, accountId, grants } = role;
  const arn = `arn:aws:sts::${accountId}:assumed-role/${definition.name}/${sessionName}`;
  const principal: Principal = {
    kind: 'assumed-role',
    accessKeyId: session.accessKeyId,
    accountId,
    arn,
    userId: `${definition.id}:${sessionName}`,
    ...expiry(session),
    ...(session.cognito && { cognito: session.cognito }),
  };
  const limits = sessionPolicies(session, program);
  return {
    principal,
    asker: {
      names: { arn, accountId, roleArn: definition.arn },
      root: false,
      identity: grants.policies,
      ...(grants.boundary && { boundary: grants.boundary }),
      ...(limits && { session: limits }),
    },
    keys: keysOf(principal, { principalArn: definition.arn, tags: definition.tags, session }),
    session,
  };
}

function expiry(session: Session | undefined): { expiresAt?: number } {
  return session ? { expiresAt: session.expiresAt } : {};
}
