// AttributeUpdates, from before update expressions (LegacyConditionalParameters.AttributeUpdates.md): becomes the
// actions of an update expression.
import type { UpdateAction } from '../expressions/tree.js';
import { requestFault, TEXT } from '../faults.js';
import { readValue } from '../values/check.js';
import { type AttributeValue, typeOf } from '../values/value.js';

export interface LegacyUpdate {
  readonly Action?: 'PUT' | 'ADD' | 'DELETE';
  readonly Value?: unknown;
}

const ADDABLE: ReadonlySet<string> = new Set(['N', 'SS', 'NS', 'BS', 'L']);
const DELETABLE: ReadonlySet<string> = new Set(['SS', 'NS', 'BS']);

function refuseType(action: string, value: AttributeValue): Error {
  return requestFault(TEXT.invalid(`Action ${action} is not supported for the type ${typeOf(value)}`));
}

export function legacyActions(updates: Readonly<Record<string, LegacyUpdate>>): UpdateAction[] {
  return Object.entries(updates).map(([name, update]): UpdateAction => {
    const action = update.Action ?? 'PUT';
    const path = { kind: 'path', parts: [name] } as const;
    if (update.Value === undefined || update.Value === null) {
      if (action === 'DELETE') return { kind: 'remove', path };
      throw requestFault(TEXT.invalid(`Only DELETE action is allowed when no attribute value is specified`));
    }
    const value = readValue(update.Value, { size: 0 });
    if (action === 'ADD' && !ADDABLE.has(typeOf(value))) throw refuseType(action, value);
    if (action === 'DELETE' && !DELETABLE.has(typeOf(value))) throw refuseType(action, value);
    const kind = action === 'PUT' ? 'set' : action === 'ADD' ? 'add' : 'delete';
    return { kind, path, value: { kind: 'literal', value } };
  });
}
