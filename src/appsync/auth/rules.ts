// Who may read which field: the schema's authorization directives, compiled once per program. execution/ asks for each field
// a document uses, once for each caller; nothing here runs while an operation does. security-authz.md, "Using additional
// authorization modes".
import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import type { ApiDefinition, AuthType } from '../../definition/model.js';
import { AUTH_DIRECTIVES, stringsOf } from '../schema/directives.js';
import type { Caller } from './identity.js';

export type SchemaField = GraphQLField<unknown, unknown>;

/** The modes that open a field; each to everybody who came by it (`null`), or to the members of any of the groups. */
type Requirement = ReadonlyMap<AuthType, ReadonlySet<string> | null>;

/** Why a caller may not read a field: for the trace, never for the caller. */
export interface Denial {
  /** `policy`: the caller's IAM policies or its authorizer close the field, whatever the schema says. */
  readonly by: 'policy' | 'mode' | 'groups' | 'default-action';
  /** What would have opened it. */
  readonly needs: string;
}

export interface Rules {
  /** False: nobody who was let in can be denied a field, unless the caller itself says so. */
  readonly closing: boolean;
  /** Undefined: the caller may read the field of this object type. */
  denial(caller: Caller, type: GraphQLObjectType, field: SchemaField): Denial | undefined;
}

/** Directives of a type may stand on any of its extensions, too. */
function directivesOf(type: GraphQLObjectType): readonly ConstDirectiveNode[] {
  return [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []);
}

/**
 * "`@aws_auth` works only in the context of `AMAZON_COGNITO_USER_POOLS` authorization with no additional authorization
 * modes"; and there on the fields of the root types alone, as reported side by side in aws/aws-appsync-community#275.
 * `@aws_cognito_user_pools` counts everywhere, "in place of the @aws_auth directive"; one report (#349) has it denied where user
 * pools are the only mode, without saying what the pool's default action was.
 */
export function awsAuthCounts(api: Pick<ApiDefinition, 'auth' | 'additionalAuth'>): boolean {
  return api.auth.type === 'AMAZON_COGNITO_USER_POOLS' && api.additionalAuth.length === 0;
}

function rootTypesOf(schema: GraphQLSchema): ReadonlySet<GraphQLObjectType> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return new Set(roots.filter((type) => isObjectType(type)));
}

/** Several directives: any of them opens the field. */
function requirementOf(directives: readonly ConstDirectiveNode[], awsAuth: boolean): Requirement | undefined {
  const modes = new Map<AuthType, ReadonlySet<string> | null>();
  for (const directive of directives) {
    const mode = AUTH_DIRECTIVES.get(directive.name.value);
    if (mode === undefined || (directive.name.value === 'aws_auth' && !awsAuth)) continue;
    const groups = stringsOf(directive, 'cognito_groups');
    const known = modes.get(mode);
    modes.set(mode, groups === undefined || known === null ? null : new Set([...(known ?? []), ...groups]));
  }
  return modes.size === 0 ? undefined : modes;
}

const inWords = (requirement: Requirement): string =>
  [...requirement].map(([mode, groups]) => (groups ? `${mode} in ${[...groups].join(' or ')}` : mode)).join(', ');

export function compileRules(api: ApiDefinition, schema: GraphQLSchema): Rules {
  const awsAuth = awsAuthCounts(api);
  const roots = rootTypesOf(schema);
  const requirements = new Map<SchemaField, Requirement>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const ofType = requirementOf(directivesOf(type), false);
    for (const field of Object.values(type.getFields())) {
      // A field's own directives stand in place of its type's: "to further restrict access to fields in the Post type".
      const requirement = requirementOf(field.astNode?.directives ?? [], awsAuth && roots.has(type)) ?? ofType;
      if (requirement) requirements.set(field, requirement);
    }
  }
  return {
    closing: requirements.size > 0 || api.additionalAuth.length > 0,
    denial(caller, type, field) {
      const root = roots.has(type);
      // A policy that names `types/Query/fields/posts` opens what `posts` returns, too (the guide's example names nothing
      // else): IAM looks at root fields only. An authorizer's deniedFields are of any type.
      if ((root || caller.type !== 'AWS_IAM') && caller.denies?.(type.name, field.name))
        return { by: 'policy', needs: 'an open policy' };
      const requirement = requirements.get(field);
      if (!requirement) {
        // "Any type that doesn't have a specific directive has to pass the API level authorization setting."
        if (caller.rank !== 'default') return { by: 'mode', needs: `the default mode, ${api.auth.type}` };
        // A user pool's "grant-or-deny strategy on access" is of operations: no schema marks every field of every type.
        return caller.deniedByDefault && root ? { by: 'default-action', needs: 'a directive' } : undefined;
      }
      const groups = requirement.get(caller.type);
      if (groups === undefined) return { by: 'mode', needs: inWords(requirement) };
      if (groups === null || caller.groups?.some((group) => groups.has(group))) return undefined;
      return { by: 'groups', needs: inWords(requirement) };
    },
  };
}
