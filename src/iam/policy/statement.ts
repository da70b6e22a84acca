// One statement of a policy, compiled: whom, what and when it speaks of. Made by document.ts, asked by evaluate.ts.

import { isObject } from '../../lib/json.js';
import { compileArnPattern } from './arn-pattern.js';
import { type Condition, compileCondition } from './conditions/condition.js';
import type { Keys } from './keys.js';
import { compilePattern, type Pattern } from './pattern.js';
import { compilePrincipals, type PrincipalTest } from './principals.js';

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Of resource and trust policies. */
  readonly principals?: PrincipalTest;
  speaksOf(action: string): boolean;
  covers(resource: string, keys: Keys): boolean;
  holds(keys: Keys): boolean;
  /** Keys that covers and holds look at, in lower case. */
  readonly reads: readonly string[];
}

/** Whom the document is for: an identity's policies name no principal, trust policies no resource. */
export type PolicyUse = 'identity' | 'resource' | 'trust';

export interface Fault {
  /** `Statement[0].Action`. */
  readonly path: string;
  readonly message: string;
}

const MEMBERS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

const NEVER: Keys = () => undefined;

/** A text or a list of texts, as policies take either everywhere. */
function textsOf(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  const texts = list.flatMap((item) =>
    typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean' ? [String(item)] : [],
  );
  return texts.length === list.length ? texts : undefined;
}

export function compileStatement(
  source: unknown,
  context: {
    readonly use: PolicyUse;
    readonly variables: boolean;
    readonly path: string;
    readonly faults: Fault[];
    readonly doubts: Fault[];
  },
): Statement | undefined {
  const { use, path, faults, variables } = context;
  const before = faults.length;
  const refuse = (member: string, message: string): undefined => {
    faults.push({ path: member === '' ? path : `${path}.${member}`, message });
    return undefined;
  };
  if (!isObject(source)) return refuse('', 'must be an object.');
  for (const member of Object.keys(source)) if (!MEMBERS.has(member)) refuse(member, 'is no member of a statement.');
  const { Sid: sid, Effect: effect } = source;
  if (sid !== undefined && !(typeof sid === 'string' && /^[A-Za-z0-9 ]*$/.test(sid)))
    refuse('Sid', 'must be letters and digits.');
  if (effect !== 'Allow' && effect !== 'Deny') refuse('Effect', 'must be "Allow" or "Deny".');

  /** One of a pair such as Action and NotAction. */
  const oneOf = (name: string, needed: boolean): { member: string; not: boolean; value: unknown } | undefined => {
    const [plain, negated] = [source[name], source[`Not${name}`]];
    if (plain !== undefined && negated !== undefined) return refuse(`Not${name}`, `cannot stand beside ${name}.`);
    if (plain === undefined && negated === undefined) return needed ? refuse(name, 'is missing.') : undefined;
    const not = plain === undefined;
    return { member: not ? `Not${name}` : name, not, value: not ? negated : plain };
  };
  const patternsOf = (
    name: string,
    needed: boolean,
    compile: (text: string) => Pattern | { readonly fault: string },
  ): { not: boolean; patterns: Pattern[] } | undefined => {
    const found = oneOf(name, needed);
    if (!found) return undefined;
    const texts = textsOf(found.value);
    if (!texts || texts.length === 0) return refuse(found.member, 'must be text or a list of texts.');
    const patterns: Pattern[] = [];
    for (const text of texts) {
      const compiled = compile(text);
      if ('fault' in compiled) refuse(found.member, compiled.fault);
      else patterns.push(compiled);
    }
    return { not: found.not, patterns };
  };

  const actions = patternsOf('Action', true, (text) =>
    text === '*' || /^(\*|[\w-]+):[\w*?]+$/.test(text)
      ? compilePattern(text, { variables: false, wildcards: true, ignoreCase: true })
      : { fault: `${JSON.stringify(text)} must be a service and an action, such as appsync:GraphQL.` },
  );
  const resources = patternsOf('Resource', use === 'identity', (text) => {
    // Only a doubt: the attributes of resources that are not emulated have made-up values, of another form than AWS's.
    if (text !== '*' && !text.startsWith('arn:'))
      context.doubts.push({ path: `${path}.Resource`, message: `Resource ${text} must be in ARN format or "*".` });
    return compileArnPattern(text, { variables });
  });
  if (use === 'trust' && resources) refuse('Resource', 'has no place in a trust policy.');
  const named = oneOf('Principal', use !== 'identity');
  if (use === 'identity' && named) refuse(named.member, 'has no place in the policy of an identity.');
  let principals: PrincipalTest | undefined;
  if (named && use !== 'identity') {
    const compiled = compilePrincipals(named.value, named.not);
    if ('fault' in compiled) refuse(named.member, compiled.fault);
    else principals = compiled;
  }
  const conditions = compileConditions(source['Condition'], variables, refuse);
  if (faults.length > before || !actions) return undefined;

  const some = (list: readonly Pattern[], value: string, keys: Keys) => list.some((one) => one.matches(value, keys));
  return {
    effect: effect as Statement['effect'],
    ...(principals && { principals }),
    speaksOf: (action) => some(actions.patterns, action, NEVER) !== actions.not,
    covers: resources ? (resource, keys) => some(resources.patterns, resource, keys) !== resources.not : () => true,
    holds: (keys) => conditions.every((condition) => condition.holds(keys)),
    reads: [...(resources?.patterns.flatMap(({ reads }) => reads) ?? []), ...conditions.flatMap(({ reads }) => reads)],
  };
}

function compileConditions(
  source: unknown,
  variables: boolean,
  refuse: (member: string, message: string) => undefined,
): Condition[] {
  if (source === undefined) return [];
  const conditions: Condition[] = [];
  if (!isObject(source)) refuse('Condition', 'must be an object.');
  for (const [operator, lines] of Object.entries(isObject(source) ? source : {})) {
    if (!isObject(lines)) {
      refuse(`Condition.${operator}`, 'must be an object of condition keys.');
      continue;
    }
    for (const [key, value] of Object.entries(lines)) {
      const values = textsOf(value);
      const compiled = values
        ? compileCondition(operator, key, values, { variables })
        : { fault: 'must be text or a list of texts.' };
      if ('fault' in compiled) refuse(`Condition.${operator}.${key}`, compiled.fault);
      else conditions.push(compiled);
    }
  }
  return conditions;
}
