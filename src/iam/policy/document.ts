// A policy document -> a compiled policy, and what is wrong with it. Pure; a document with faults has no policy at all, as
// AWS refuses it whole (MalformedPolicyDocument). reference_policies_grammar.
import { isObject, tryParse } from '../../lib/json.js';
import { compileStatement, type Fault, type PolicyUse, type Statement } from './statement.js';

export interface Policy {
  readonly statements: readonly Statement[];
  /** What AWS would refuse and is only passed over here. */
  readonly doubts: readonly Fault[];
}

export type CompiledPolicy = { readonly policy: Policy } | { readonly faults: readonly Fault[] };

const VERSIONS: readonly unknown[] = ['2012-10-17', '2008-10-17'];
const MEMBERS: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);

/** `source` is the document, or its JSON text. */
export function compilePolicy(source: unknown, use: PolicyUse): CompiledPolicy {
  const document = typeof source === 'string' ? tryParse(source) : source;
  if (!isObject(document)) return { faults: [{ path: '', message: 'The policy is not a JSON object.' }] };
  const faults: Fault[] = [];
  const doubts: Fault[] = [];
  for (const member of Object.keys(document)) {
    if (!MEMBERS.has(member)) faults.push({ path: member, message: 'is no member of a policy.' });
  }
  // YAML reads an unquoted 2012-10-17 as text here, but other tools give a date; without one AWS takes the older version.
  const version = document['Version'] ?? '2008-10-17';
  if (!VERSIONS.includes(version)) {
    faults.push({ path: 'Version', message: 'must be "2012-10-17" (or the older "2008-10-17").' });
  }
  const { Statement: given } = document;
  const list: readonly unknown[] = Array.isArray(given) ? given : given === undefined ? [] : [given];
  if (list.length === 0) faults.push({ path: 'Statement', message: 'is missing.' });
  const statements = list.flatMap((statement, index) => {
    const path = Array.isArray(given) ? `Statement[${index}]` : 'Statement';
    return compileStatement(statement, { use, variables: version === '2012-10-17', path, faults, doubts }) ?? [];
  });
  const sids = list.flatMap((one) => (isObject(one) && typeof one['Sid'] === 'string' ? [one['Sid']] : []));
  const twice = sids.find((sid, index) => sid !== '' && sids.indexOf(sid) !== index);
  if (twice !== undefined) faults.push({ path: 'Statement', message: `Statement IDs must be unique: ${twice}.` });
  return faults.length > 0 ? { faults } : { policy: { statements, doubts } };
}
