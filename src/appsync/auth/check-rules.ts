// What is odd about the authorization directives of a schema, seen with the modes its API has. compile-api.ts asks; the rules
// themselves are compiled in rules.ts.
import type { ConstDirectiveNode } from 'graphql';
import type { ApiDefinition } from '../../definition/model.js';
import type { Diagnostic } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import type { Declared } from '../schema/declared.js';
import { AUTH_DIRECTIVES } from '../schema/directives.js';
import { placeOfNode } from '../schema/place.js';
import { awsAuthCounts } from './rules.js';

/** One diagnostic for each directive and fault, at the first place: a schema has the same directive hundreds of times. */
export function checkRules(api: ApiDefinition, { types, roots }: Declared): readonly Diagnostic[] {
  const modes = new Set([api.auth, ...api.additionalAuth].map(({ type }) => type));
  const counts = awsAuthCounts(api);
  const rootTypes = new Set<string>(Object.values(roots));
  const diagnostics = new Map<string, Diagnostic>();
  const once = (key: string, make: () => Diagnostic): void => {
    if (!diagnostics.has(key)) diagnostics.set(key, make());
  };
  const check = (directive: ConstDirectiveNode, where: string, root: boolean): void => {
    const name = directive.name.value;
    const mode = AUTH_DIRECTIVES.get(name);
    if (mode === undefined) return;
    const place = placeOfNode(directive, api.schema);
    if (name === 'aws_auth') {
      if (!counts) {
        const why = 'it counts only where user pools are the one authorization mode; use @aws_cognito_user_pools.';
        once('aws_auth', () => found.AUTH_RULE_WITHOUT_EFFECT(`@aws_auth on ${where}: ${why}`, place));
      } else if (!root) {
        const why = 'it counts on fields of the root types only; use @aws_cognito_user_pools.';
        once('aws_auth below', () => found.AUTH_RULE_WITHOUT_EFFECT(`@aws_auth on ${where}: ${why}`, place));
      }
    } else if (!modes.has(mode)) {
      once(name, () => found.AUTH_RULE_UNKNOWN_MODE(`@${name} on ${where}: ${api.name} does not have ${mode}.`, place));
    }
  };
  for (const [type, { directives, fields }] of types) {
    for (const directive of directives) check(directive, type, false);
    for (const [field, node] of fields)
      for (const directive of node.directives ?? []) check(directive, `${type}.${field}`, rootTypes.has(type));
  }
  return [...diagnostics.values()];
}
