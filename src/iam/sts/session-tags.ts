// Tags of a role's session: those of the call, and those that went on from the session that asks.
// id_session-tags, "Chaining roles with session tags".
import { ServiceError } from '../../aws/errors.js';
import type { QueryInput } from '../../aws/query-wire.js';
import type { Session } from '../identities/sessions.js';

const MOST_TAGS = 50;

export interface SessionTags {
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTags: readonly string[];
  /** Whether the call itself brings any: sts:TagSession must allow that. */
  readonly given: boolean;
  /** aws:RequestTag/*, aws:TagKeys and sts:TransitiveTagKeys. */
  readonly keys: Readonly<Record<string, string | readonly string[]>>;
}

const refuse = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);

export function readSessionTags(input: QueryInput, from: Session | undefined): SessionTags {
  const given = input.list('Tags').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? ''] as const);
  const transitive = input.texts('TransitiveTagKeys');
  if (given.length > MOST_TAGS) throw refuse(`A session may have at most ${MOST_TAGS} tags.`);
  const lower = given.map(([key]) => key.toLowerCase());
  if (new Set(lower).size < lower.length) {
    throw refuse('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  const inherited = (from?.transitiveTags ?? []).map((key) => [key, from?.tags?.[key] ?? ''] as const);
  if (inherited.some(([key]) => lower.includes(key.toLowerCase()))) {
    throw refuse(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  const unknown = transitive.find((key) => !lower.includes(key.toLowerCase()));
  if (unknown !== undefined) throw refuse('The specified transitive tag key must be included in the requested tags.');
  return {
    tags: Object.fromEntries([...inherited, ...given]),
    transitiveTags: [...inherited.map(([key]) => key), ...transitive],
    given: given.length > 0,
    keys: {
      ...Object.fromEntries(given.map(([key, value]) => [`aws:requesttag/${key.toLowerCase()}`, value])),
      ...(given.length > 0 && { 'aws:tagkeys': given.map(([key]) => key) }),
      ...(transitive.length > 0 && { 'sts:transitivetagkeys': transitive }),
    },
  };
}
