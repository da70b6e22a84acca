// Condition keys: what a request says of itself and of its caller, looked up by policies. Read by patterns and conditions;
// filled by identities/ and by whoever asks. reference_policies_condition-keys.

export type KeyValue = string | readonly string[];

/** The value of a key, whose name is in lower case: names are not case-sensitive. Undefined: the request has no such key. */
export type Keys = (name: string) => KeyValue | undefined;

/** The one value of a key; a key of several values can't stand for a variable. */
export function oneValue(keys: Keys, name: string): string | undefined {
  const value = keys(name);
  if (value === undefined || typeof value === 'string') return value;
  return value.length === 1 ? value[0] : undefined;
}

/** Keys of AWS's organisations and networks: nothing here has one, so a condition on them sees them absent. */
export const NOT_EMULATED_KEYS: ReadonlySet<string> = new Set([
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourcevpc',
  'aws:sourcevpcarn',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:vpcsourceip',
]);
