// Registers a subscription: validates it, runs its own resolver, and turns what it asked for into filters. Implements
// the Register port of realtime/. aws-appsync-real-time-data.md, aws-appsync-real-time-enhanced-filtering.md.
import { type FieldNode, type GraphQLOutputType, type GraphQLResolveInfo, getNullableType, isListType } from 'graphql';
import { getArgumentValues } from 'graphql/execution/values.js';
import { messageOf } from '../../lib/errors.js';
import type { Trace } from '../../lib/trace.js';
import type { FilterGroups, Register, SubscribeError, SubscribeRequest } from '../realtime/registration.js';
import type { Effect } from '../runtime/unit.js';
import { isRefusedWholly, notAuthorized } from './denied.js';
import type { ErrorEntry } from './entries.js';
import { permissionDenied, prepareOperation, timedOut } from './execute.js';
import { beginOperation, type ExecutionPorts, withinTime } from './operation.js';
import { projectEvent } from './projection.js';
import { eachField } from './selection.js';

type Failure = Pick<ErrorEntry, 'message' | 'errorType'>;

/** Errors as a subscriber sees them: a name and a message. */
const refuse = (errors: readonly Failure[]): { readonly errors: readonly SubscribeError[] } => ({
  errors: errors.map(({ errorType, message }) => ({ errorType: errorType ?? 'BadRequestException', message })),
});

function lastFilter(
  effects: readonly Effect[],
  kind: 'subscription-filter' | 'subscription-invalidation-filter',
): FilterGroups | undefined {
  const effect = effects.filter((one) => one.kind === kind).at(-1);
  return effect && 'filter' in effect ? (effect.filter as FilterGroups) : undefined;
}

/** `domainName`: the custom domain the socket was opened at, or null. */
export async function registerSubscription(
  ports: ExecutionPorts,
  request: SubscribeRequest,
  domainName: string | null = null,
  trace?: Trace,
): ReturnType<Register> {
  const found = prepareOperation(ports, {
    query: request.query,
    operationName: request.operationName ?? null,
    variables: request.variables,
  });
  if ('response' in found) return refuse(found.response.body.errors ?? []);
  const { prepared, operation } = found;
  const { schema } = ports.program;
  const root = schema.getSubscriptionType();
  if (operation.operation !== 'subscription' || !root) {
    // Recorded in the open: what else is sent through the channel is refused by this name.
    return refuse([
      {
        errorType: 'UnsupportedOperation',
        message: `${operation.operation} not supported through the realtime channel`,
      },
    ]);
  }
  const running = beginOperation(ports, found, { headers: request.headers, domainName }, request.caller, trace);
  const selection = running.selection();
  const nodes: FieldNode[] = [];
  eachField(operation.selectionSet, selection, root.name, (field) => nodes.push(field));
  const node = nodes[0];
  const field = node && root.getFields()[node.name.value];
  if (!node || !field)
    return refuse([{ errorType: 'BadRequestException', message: 'The subscription selects no field.' }]);

  const { denied } = running;
  if (denied?.fields.has(field)) {
    // As a real-time channel hears it: aws-amplify/amplify-android#901; a policy's denial in the words of #1369.
    return refuse(
      isRefusedWholly(request.caller, denied, operation, selection)
        ? (permissionDenied().body.errors ?? [])
        : [notAuthorized(field.name, root.name)],
    );
  }

  const args = getArgumentValues(field, node, selection.variables as Record<string, unknown>);
  // The subscription's own resolver runs once, now, and nothing below it; its result is not sent, its filters and its
  // refusal count.
  if (field.resolve && ports.program.plans.has(`${root.name}.${field.name}`)) {
    const { context } = running;
    const key = (node.alias ?? node.name).value;
    const info: GraphQLResolveInfo = {
      fieldName: field.name,
      fieldNodes: nodes,
      returnType: field.type,
      parentType: root,
      path: { prev: undefined, key, typename: root.name },
      schema,
      fragments: prepared.fragments,
      rootValue: undefined,
      operation,
      variableValues: selection.variables as Record<string, unknown>,
    };
    const resolve = field.resolve;
    const work = (async () => resolve(undefined, args, context, info))().catch((error: unknown) =>
      running.fail({
        message: messageOf(error),
        path: [key],
        ...(error instanceof Error ? { originalError: error, stack: error.stack } : {}),
      }),
    );
    const late = await withinTime(
      ports,
      work,
      () => false,
      () => true,
    );
    if (late) return refuse(timedOut().body.errors ?? []);
    running.settle();
    if (context.entries.length > 0) return refuse(context.entries);
  }
  const { effects } = running.context;
  const list = isListType(getNullableType(field.type as GraphQLOutputType));
  return {
    registration: {
      apiId: ports.program.definition.id,
      fieldName: field.name,
      arguments: args,
      filter: lastFilter(effects, 'subscription-filter'),
      invalidation: lastFilter(effects, 'subscription-invalidation-filter'),
      projectionKey: JSON.stringify([
        ports.number,
        request.query,
        request.operationName ?? null,
        request.variables,
        denied?.key ?? null,
      ]),
      project: (event) => {
        const value = list && !Array.isArray(event) ? [event] : event;
        return JSON.stringify(projectEvent(selection, root, nodes, value, denied?.fields));
      },
    },
  };
}
