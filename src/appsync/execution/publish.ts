// Hands a mutation's result to the subscriptions tied to its fields. execute.ts calls it once a mutation has ended; who gets
// what is the hub's business. aws-appsync-real-time-data.md.
import type { OperationDefinitionNode } from 'graphql';
import type { ExecutionPorts } from './operation.js';
import { eventOf } from './projection.js';
import { eachField, type SelectionContext } from './selection.js';

/** `selectionOf` is asked for only when somebody may be waiting. */
export function publishResult(
  ports: ExecutionPorts,
  operation: OperationDefinitionNode,
  selectionOf: () => SelectionContext,
  data: Readonly<Record<string, unknown>>,
): void {
  const { schema, subscriptions } = ports.program;
  if (subscriptions.size === 0) return;
  const selection = selectionOf();
  const mutations = schema.getMutationType()!;
  eachField(operation.selectionSet, selection, mutations.name, (field) => {
    const tied = subscriptions.get(field.name.value);
    const value = data[(field.alias ?? field.name).value];
    if (!tied || value === null || value === undefined) return;
    const waiting = tied.filter((name) => ports.hasSubscribers(name));
    if (waiting.length === 0) return;
    const event = eventOf(selection, [field], mutations.getFields()[field.name.value]!.type, value);
    for (const name of waiting) ports.publish(name, event);
  });
}
