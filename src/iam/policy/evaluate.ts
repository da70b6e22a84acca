// Whether policies let a caller do something, in AWS's order: an explicit deny anywhere ends it; within the account an
// identity policy or a resource policy that names the caller allows, across accounts both must; a boundary and session
// policies only ever take away. reference_policies_evaluation-logic.
import type { Policy } from './document.js';
import type { Keys } from './keys.js';
import type { CallerNames, Naming } from './principals.js';

export interface Asker {
  readonly names: CallerNames;
  /** The account's root user: its own account needs no policy. */
  readonly root: boolean;
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  /** Handed over when the session began: what none of them allows is not allowed. */
  readonly session?: readonly Policy[];
}

export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly keys: Keys;
  readonly resourcePolicy?: Policy;
  /** Trust policies: without being named there nobody gets in, whatever their own policies allow. */
  readonly mustBeNamed?: boolean;
  readonly resourceAccountId: string;
}

type Verdict = 'allow' | 'deny' | 'silent';

function ask(policies: readonly Policy[], { action, resource, keys }: Question): Verdict {
  let verdict: Verdict = 'silent';
  for (const { statements } of policies) {
    for (const statement of statements) {
      if (verdict === 'allow' && statement.effect === 'Allow') continue;
      if (!statement.speaksOf(action) || !statement.covers(resource, keys) || !statement.holds(keys)) continue;
      if (statement.effect === 'Deny') return 'deny';
      verdict = 'allow';
    }
  }
  return verdict;
}

const NEARNESS: readonly Naming[] = ['self', 'role', 'account'];

/** How directly the resource's policy allows it; 'deny' when it forbids it. */
function askResource(policy: Policy, names: CallerNames, question: Question): Naming | 'deny' | undefined {
  const { action, resource, keys } = question;
  let nearest: Naming | undefined;
  for (const statement of policy.statements) {
    const naming = statement.principals?.names(names);
    if (naming === undefined) continue;
    if (!statement.speaksOf(action) || !statement.covers(resource, keys) || !statement.holds(keys)) continue;
    if (statement.effect === 'Deny') return 'deny';
    if (nearest === undefined || NEARNESS.indexOf(naming) < NEARNESS.indexOf(nearest)) nearest = naming;
  }
  return nearest;
}

export function isAllowed(asker: Asker, question: Question): boolean {
  const identity = ask(asker.identity, question);
  const boundary = asker.boundary ? ask([asker.boundary], question) : 'allow';
  const session = asker.session ? ask(asker.session, question) : 'allow';
  const named = question.resourcePolicy && askResource(question.resourcePolicy, asker.names, question);
  if (identity === 'deny' || boundary === 'deny' || session === 'deny' || named === 'deny') return false;

  const withinLimits = boundary === 'allow' && session === 'allow';
  const byIdentity = asker.root ? session === 'allow' : identity === 'allow' && withinLimits;
  const foreign = question.resourceAccountId !== asker.names.accountId;
  if (named === undefined) return byIdentity && !foreign && !question.mustBeNamed;
  if (foreign) return byIdentity;
  // Naming the caller itself is enough, whatever a boundary leaves out; naming its role is held to boundary and session.
  return byIdentity || named === 'self' || (named === 'role' && withinLimits);
}
