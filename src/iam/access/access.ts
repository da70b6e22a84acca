// Whether policies allow what a principal asks. Decisions that hang on the caller and the resource alone are kept until the
// next revision; those that look at the request (its time, its address) are made each time.

import { parseArn } from '../../aws/arn.js';
import type { AccessRequest, Principal } from '../../backends/iam-port.js';
import type { Clock } from '../../lib/clock.js';
import type { Directory } from '../identities/directory.js';
import { isPrincipalKey, type Subject } from '../identities/subject.js';
import { compilePolicy, type Policy } from '../policy/document.js';
import { isAllowed, type Question } from '../policy/evaluate.js';
import type { Keys } from '../policy/keys.js';

export interface Access {
  allows(principal: Principal, request: AccessRequest): boolean;
  /** The same for a subject that is known, by a role's trust policy. */
  decide(subject: Subject, request: AccessRequest, by: { readonly trust: Policy }): boolean;
  /** What was decided is void. */
  forget(): void;
}

const MOST_KEPT = 20_000;

interface Kept {
  /** By action: whether its statements look at nothing of the request. */
  readonly stable: Map<string, boolean>;
  readonly decisions: Map<string, boolean>;
}

/** reference_policies_condition-keys, "Properties of the request" and "of the resource". */
export function keysOf(subject: Subject, request: AccessRequest, clock: Clock): Keys {
  return (name) => {
    const own = subject.keys.get(name);
    if (own !== undefined || isPrincipalKey(name, subject)) return own;
    const given = request.context[name];
    if (given !== undefined) return given;
    if (name === 'aws:currenttime') return new Date(clock.now()).toISOString();
    if (name === 'aws:epochtime') return String(Math.floor(clock.now() / 1000));
    if (name === 'aws:resourceaccount') return request.resourceAccountId;
    if (name === 'aws:requestedregion') return parseArn(request.resource)?.region || undefined;
    return undefined;
  };
}

export function createAccess(directory: Directory, clock: Clock): Access {
  let kept = new WeakMap<Subject, Kept>();
  const resourcePolicies = new WeakMap<object, Policy>();
  const NOTHING: Policy = { statements: [], doubts: [] };

  const decide = (
    subject: Subject,
    request: AccessRequest,
    by: Pick<Question, 'resourcePolicy' | 'mustBeNamed'> = {},
  ): boolean =>
    isAllowed(subject.asker, {
      action: request.action,
      resource: request.resource,
      resourceAccountId: request.resourceAccountId,
      keys: keysOf(subject, request, clock),
      ...by,
    });

  const isStable = (subject: Subject, action: string): boolean => {
    const { identity, boundary, session = [] } = subject.asker;
    return [...identity, ...(boundary ? [boundary] : []), ...session].every(({ statements }) =>
      statements.every(
        (statement) => !statement.speaksOf(action) || statement.reads.every((name) => isPrincipalKey(name, subject)),
      ),
    );
  };

  const compiledOnce = (document: Readonly<Record<string, unknown>>): Policy => {
    let policy = resourcePolicies.get(document);
    if (!policy) {
      const compiled = compilePolicy(document, 'resource');
      policy = 'policy' in compiled ? compiled.policy : NOTHING;
      resourcePolicies.set(document, policy);
    }
    return policy;
  };

  return {
    allows(principal, request) {
      const subject = directory.subject(principal.accessKeyId);
      if (!subject) return false;
      if (request.resourcePolicy)
        return decide(subject, request, { resourcePolicy: compiledOnce(request.resourcePolicy) });
      let own = kept.get(subject);
      if (!own) {
        own = { stable: new Map(), decisions: new Map() };
        kept.set(subject, own);
      }
      let stable = own.stable.get(request.action);
      if (stable === undefined) {
        stable = isStable(subject, request.action);
        own.stable.set(request.action, stable);
      }
      if (!stable) return decide(subject, request);
      const name = `${request.action} ${request.resourceAccountId} ${request.resource}`;
      let decision = own.decisions.get(name);
      if (decision === undefined) {
        decision = decide(subject, request);
        if (own.decisions.size >= MOST_KEPT) own.decisions.clear();
        own.decisions.set(name, decision);
      }
      return decision;
    },
    decide: (subject, request, { trust }) => decide(subject, request, { resourcePolicy: trust, mustBeNamed: true }),
    forget() {
      kept = new WeakMap();
    },
  };
}
