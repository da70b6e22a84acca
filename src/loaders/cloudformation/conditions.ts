// Condition functions: And, Or, Not, Equals and references to named conditions
// (intrinsic-function-reference-conditions.html). Called for the Conditions section and by Fn::If's relatives.
import type { DocumentNode } from '../document.js';
import { type Call, itemsOf, refuse, textOf } from './intrinsic.js';
import { isUnresolved, scalarText, UNRESOLVED } from './scope.js';

type Truth = boolean | typeof UNRESOLVED;

/** The truth of a node inside a condition: `{Condition: name}`, a condition function, or a literal. */
export function truthOf(node: DocumentNode, call: Call): Truth {
  if (node.kind === 'map' && node.entries.size === 1) {
    const [entry] = node.entries.values();
    if (entry!.key !== 'Condition')
      return evaluateCondition(entry!.key, entry!.value, { ...call, place: entry!.place });
    const name = textOf('Condition', entry!.value, call);
    return name === undefined ? UNRESOLVED : call.scope.condition(name, entry!.place);
  }
  const literal = node.kind === 'scalar' ? String(node.value) : '';
  if (literal === 'true' || literal === 'false') return literal === 'true';
  return refuse('A condition is Fn::And, Fn::Or, Fn::Not, Fn::Equals or {Condition: name}.', call);
}

function combine(name: string, argument: DocumentNode, call: Call, every: boolean): Truth {
  const items = itemsOf(name, argument, 2, 10, call);
  if (!items) return UNRESOLVED;
  const truths = items.map((item) => truthOf(item, call));
  if (truths.includes(UNRESOLVED)) return UNRESOLVED;
  return every ? !truths.includes(false) : truths.includes(true);
}

/** The value of one condition function. */
export function evaluateCondition(name: string, argument: DocumentNode, call: Call): Truth {
  switch (name) {
    case 'Fn::And':
      return combine(name, argument, call, true);
    case 'Fn::Or':
      return combine(name, argument, call, false);
    case 'Fn::Not': {
      const items = itemsOf(name, argument, 1, 1, call);
      const truth = items ? truthOf(items[0]!, call) : UNRESOLVED;
      return truth === UNRESOLVED ? UNRESOLVED : !truth;
    }
    case 'Fn::Equals': {
      const values = itemsOf(name, argument, 2, 2, call)?.map((item) => call.evaluate(item, call.scope));
      if (!values || isUnresolved(values)) return UNRESOLVED;
      const [left, right] = values.map((value) => scalarText(value) ?? JSON.stringify(value));
      return left === right;
    }
    default:
      return refuse(`${name} cannot stand in a condition.`, call);
  }
}
