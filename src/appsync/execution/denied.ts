// What becomes of a field that its caller may not read: null and an error in AWS's words, in a response, an error's data and
// a subscription's payload alike. Decides nothing: decisions.ts says which fields those are.
import {
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { isObject } from '../../lib/json.js';
import type { Trace } from '../../lib/trace.js';
import type { Caller } from '../auth/identity.js';
import type { ResolverFault } from '../runtime/unit.js';
import type { Denied } from './decisions.js';
import { type ErrorEntry, faultEntry, pathOf, ResolverFailure } from './entries.js';
import { eachField, type SelectionContext } from './selection.js';

/** AWS's words, seen in many threads: aws/aws-appsync-community#259, aws-amplify/amplify-android#901. */
export const notAuthorized = (fieldName: string, typeName: string): ResolverFault => ({
  message: `Not Authorized to access ${fieldName} on type ${typeName}`,
  errorType: 'Unauthorized',
  data: null,
  errorInfo: null,
});

/** In place of a field's resolver. */
export function refuseField(entries: ErrorEntry[], info: GraphQLResolveInfo): null {
  const fault = notAuthorized(info.fieldName, info.parentType.name);
  entries.push(faultEntry(fault, pathOf(info), info));
  // graphql-js must see an error too, or a non-null field would complain of null instead.
  if (isNonNullType(info.returnType)) throw new ResolverFailure(fault);
  return null;
}

/**
 * Whether a signed request is refused as a whole, with "Permission denied": its policies open none of the operation's
 * fields (aws-amplify/amplify-cli#4343, #13712; what is denied beside open fields fails alone).
 */
export function isRefusedWholly(
  caller: Caller,
  denied: Denied,
  operation: OperationDefinitionNode,
  selection: SelectionContext,
): boolean {
  if (caller.type !== 'AWS_IAM') return false;
  const root = selection.schema.getRootType(operation.operation);
  let closed = 0;
  let all = 0;
  eachField(operation.selectionSet, selection, root?.name, ({ name }) => {
    const field = root?.getFields()[name.value];
    all += 1;
    if (field && denied.fields.get(field)?.by === 'policy') closed += 1;
  });
  return closed > 0 && closed === all;
}

/** A value of `type` that some code attached to an error, without what its caller may not read. */
export function withoutDenied(
  value: unknown,
  type: GraphQLOutputType,
  schema: GraphQLSchema,
  denied: Denied['fields'],
): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutDenied(item, type, schema, denied));
  if (!isObject(value)) return value;
  const named = getNamedType(type);
  // Nothing tells which of its types an abstract value is of: what is closed in one is left out of all.
  const owners = isAbstractType(named) ? schema.getPossibleTypes(named) : isObjectType(named) ? [named] : [];
  const shown: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const fields = owners.flatMap((owner) => owner.getFields()[name] ?? []);
    if (fields.some((field) => denied.has(field))) continue;
    shown[name] = fields[0] ? withoutDenied(member, fields[0].type, schema, denied) : member;
  }
  return shown;
}

/** The developer reads why; the caller does not. */
export function traceDenied(trace: Trace | undefined, caller: Caller, denied: Denied): void {
  trace?.note('denied', {
    caller: caller.type,
    rank: caller.rank,
    ...(caller.groups ? { groups: caller.groups } : {}),
    fields: denied.key,
    needs: [...new Set([...denied.fields.values()].map(({ needs }) => needs))],
  });
}
