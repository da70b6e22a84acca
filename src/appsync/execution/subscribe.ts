// Registers a subscription: validates it, runs its own resolver, and turns what it asked for into filters. Implements
// the Register port of realtime/. aws-appsync-real-time-data.md, aws-appsync-real-time-enhanced-filtering.md.
import { execute, type FieldNode, type GraphQLOutputType, getNullableType, isListType } from 'graphql';
import { getArgumentValues } from 'graphql/execution/values.js';
import type { FilterGroups, Register, SubscribeError, SubscribeRequest } from '../realtime/registration.js';
import type { Effect } from '../runtime/unit.js';
import type { ErrorEntry } from './entries.js';
import { coercedVariables, type ExecutionPorts, operationScope, prepareOperation } from './execute.js';
import { type OperationContext, readProperty } from './fields.js';
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

export async function registerSubscription(ports: ExecutionPorts, request: SubscribeRequest): ReturnType<Register> {
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
  const variables = coercedVariables(schema, operation, request.variables);
  const selection = { schema, fragments: prepared.fragments, variables };
  const nodes: FieldNode[] = [];
  eachField(operation.selectionSet, selection, root.name, (field) => nodes.push(field));
  const node = nodes[0];
  const field = node && root.getFields()[node.name.value];
  if (!node || !field)
    return refuse([{ errorType: 'BadRequestException', message: 'The subscription selects no field.' }]);

  // The subscription's own resolver runs once, now; its result is not sent, its filters and its refusal count.
  const effects: Effect[] = [];
  const entries: ErrorEntry[] = [];
  const key = `${ports.program.definition.id}`;
  if (field.resolve && ports.program.plans.has(`${root.name}.${field.name}`)) {
    const context: OperationContext = {
      scope: operationScope(ports, { headers: request.headers, domainName: null }, request.caller, undefined),
      sources: ports.sources,
      variables: request.variables,
      entries,
      effects,
      resolversRun: 0,
    };
    await execute({
      schema,
      document: prepared.document,
      contextValue: context,
      variableValues: request.variables,
      operationName: operation.name?.value,
      fieldResolver: readProperty,
    });
    if (entries.length > 0) return refuse(entries);
  }

  const args = getArgumentValues(field, node, variables as Record<string, unknown>);
  const list = isListType(getNullableType(field.type as GraphQLOutputType));
  return {
    registration: {
      apiId: key,
      fieldName: field.name,
      arguments: args,
      filter: lastFilter(effects, 'subscription-filter'),
      invalidation: lastFilter(effects, 'subscription-invalidation-filter'),
      projectionKey: JSON.stringify([key, request.query, request.operationName ?? null, request.variables]),
      project: (event) =>
        JSON.stringify(projectEvent(selection, root, nodes, list && !Array.isArray(event) ? [event] : event)),
    },
  };
}
