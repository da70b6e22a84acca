// What is odd about the authorization directives of a schema, seen with the modes its API has. compile-api.ts asks; the rules
// themselves are compiled in rules.ts.
import { type ConstDirectiveNode, type GraphQLSchema, isObjectType } from 'graphql';
import type { ApiDefinition } from '../../definition/model.js';
import type { Diagnostic } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { AUTH_DIRECTIVES } from '../schema/directives.js';
import { placeOfNode } from '../schema/place.js';
import { awsAuthCounts, directivesOf, rootTypesOf } from './rules.js';

/** One diagnostic for each directive and fault, at the first place: a schema has the same directive hundreds of times. */
export function checkRules(api: ApiDefinition, schema: GraphQLSchema): readonly Diagnostic[] {
  const modes = new Set([api.auth, ...api.additionalAuth].map(({ type }) => type));
  const counts = awsAuthCounts(api);
  const roots = rootTypesOf(schema);
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
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const directive of directivesOf(type)) check(directive, type.name, false);
    for (const field of Object.values(type.getFields()))
      for (const directive of field.astNode?.directives ?? [])
        check(directive, `${type.name}.${field.name}`, roots.has(type));
  }
  return [...diagnostics.values()];
}
