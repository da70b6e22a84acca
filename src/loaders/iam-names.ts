// ARNs and ids of users, groups, roles and policies, as both loaders make them. reference_identifiers.
import { stableId } from './stable-id.js';

export type IamKind = 'user' | 'group' | 'role' | 'policy' | 'instance-profile';

/** What the unique ids of a kind begin with. */
const PREFIXES = { user: 'AIDA', group: 'AGPA', role: 'AROA' } as const;

export function iamArn(accountId: string, kind: IamKind, path: string, name: string): string {
  return `arn:aws:iam::${accountId}:${kind}${path}${name}`;
}

/** Always the same for the same seed. */
export function iamId(kind: keyof typeof PREFIXES, seed: string): string {
  return `${PREFIXES[kind]}${stableId(seed, 17).toUpperCase()}`;
}

/** An access key that CloudFormation would make up, and its secret. */
export function madeAccessKey(seed: string): { readonly id: string; readonly secret: string } {
  return { id: `AKIA${stableId(`key:${seed}`, 16).toUpperCase()}`, secret: stableId(`secret:${seed}`, 40) };
}
