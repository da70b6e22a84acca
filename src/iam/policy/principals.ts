// Principal and NotPrincipal of resource and trust policies: whom a statement speaks of, and how directly it names them.
// reference_policies_elements_principal, reference_policies_evaluation-logic.
import { isObject } from '../../lib/json.js';

/** A caller by all the names that a policy may use. */
export interface CallerNames {
  readonly arn: string;
  readonly accountId: string;
  /** Of an assumed role: the role itself. */
  readonly roleArn?: string;
  /** Of a web identity: the provider that a trust policy names. */
  readonly federated?: readonly string[];
}

/**
 * How a statement names a caller: itself (a user, a session, everybody), the role of its session, or only its account,
 * which leaves the decision to the account's own policies.
 */
export type Naming = 'self' | 'role' | 'account';

export interface PrincipalTest {
  names(caller: CallerNames): Naming | undefined;
}

type Entry = { readonly kind: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'; readonly text: string };

const KINDS: ReadonlySet<string> = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);
const NEARNESS: readonly Naming[] = ['self', 'role', 'account'];

function entriesOf(element: unknown): Entry[] | { readonly fault: string } {
  if (element === '*') return [{ kind: 'AWS', text: '*' }];
  if (!isObject(element)) return { fault: 'must be "*" or an object of AWS, Service, Federated or CanonicalUser.' };
  const entries: Entry[] = [];
  for (const [kind, value] of Object.entries(element)) {
    if (!KINDS.has(kind)) return { fault: `${kind} is no kind of principal.` };
    for (const text of Array.isArray(value) ? value : [value]) {
      if (typeof text !== 'string' && typeof text !== 'number')
        return { fault: `${kind} must be text or a list of texts.` };
      entries.push({ kind: kind as Entry['kind'], text: String(text) });
    }
  }
  return entries.length === 0 ? { fault: 'is empty.' } : entries;
}

function naming({ kind, text }: Entry, caller: CallerNames): Naming | undefined {
  if (kind === 'Federated') return caller.federated?.includes(text) ? 'self' : undefined;
  if (kind !== 'AWS' || caller.federated) return kind === 'AWS' && text === '*' ? 'self' : undefined;
  if (text === '*' || text === caller.arn) return 'self';
  if (text === caller.roleArn) return 'role';
  const account = /^arn:[^:]+:iam::(\d{12}):root$/.exec(text)?.[1] ?? (/^\d{12}$/.test(text) ? text : undefined);
  return account === caller.accountId ? 'account' : undefined;
}

export function compilePrincipals(element: unknown, not: boolean): PrincipalTest | { readonly fault: string } {
  const entries = entriesOf(element);
  if (!Array.isArray(entries)) return entries;
  const nearest = (caller: CallerNames): Naming | undefined => {
    const found = new Set(entries.map((entry) => naming(entry, caller)));
    return NEARNESS.find((one) => found.has(one));
  };
  return { names: not ? (caller) => (nearest(caller) === undefined ? 'self' : undefined) : nearest };
}
