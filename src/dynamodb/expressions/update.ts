// Update expressions (Expressions.UpdateExpressions.md): actions become one function of (item, values) that gives the
// new item. Every value is computed from the item as it was; only then is anything changed.
import { requestFault, validationFault } from '../faults.js';
import { addNumbers } from '../values/number.js';
import { type AttributeValue, attributeOf, cloneValue, type Item, setAttribute, typeOf } from '../values/value.js';
import type { Values } from './condition.js';
import { resolvePath } from './paths.js';
import type { Operand, PathNode, UpdateAction } from './tree.js';

export type Update = (item: Item, values: Values) => Item;

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const NO_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item';
const BAD_PATH = 'The document path provided in the update expression is invalid for update';

/** Types as the messages about ADD and DELETE name them. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  L: 'LIST',
  M: 'MAP',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
};

function evaluate(operand: Operand, item: Item, values: Values): AttributeValue {
  switch (operand.kind) {
    case 'value':
      return values[operand.name]!;
    case 'literal':
      return operand.value;
    case 'path': {
      const value = resolvePath(item, operand);
      if (value === undefined) throw validationFault(NO_ATTRIBUTE);
      return cloneValue(value);
    }
    case 'sum': {
      const [left, right] = [evaluate(operand.left, item, values), evaluate(operand.right, item, values)];
      if (left.N === undefined || right.N === undefined) throw validationFault(WRONG_TYPE);
      return { N: addNumbers(left.N, right.N, operand.operator === '-') };
    }
    case 'call': {
      const [first, second] = operand.operands as [Operand, Operand];
      if (operand.name === 'if_not_exists') {
        const value = resolvePath(item, first as PathNode);
        return value === undefined ? evaluate(second, item, values) : cloneValue(value);
      }
      const [left, right] = [evaluate(first, item, values), evaluate(second, item, values)];
      if (left.L === undefined || right.L === undefined) throw validationFault(WRONG_TYPE);
      return { L: [...left.L, ...right.L] };
    }
  }
}

/** The list or map that holds the last part of `path`, for changing it. */
function container(item: Item, path: PathNode): AttributeValue | undefined {
  return resolvePath(item, { kind: 'path', parts: path.parts.slice(0, -1) });
}

function setPath(item: Item, path: PathNode, value: AttributeValue): void {
  const last = path.parts.at(-1)!;
  if (path.parts.length === 1) {
    setAttribute(item, last as string, value);
    return;
  }
  const holder = container(item, path);
  if (typeof last === 'number' ? holder?.L === undefined : holder?.M === undefined) throw validationFault(BAD_PATH);
  // Behind the end of a list is its end.
  if (typeof last === 'string') setAttribute(holder!.M!, last, value);
  else if (last < holder!.L!.length) holder!.L![last] = value;
  else holder!.L!.push(value);
}

function removePath(item: Item, path: PathNode): void {
  const last = path.parts.at(-1)!;
  if (path.parts.length === 1) {
    delete item[last as string];
    return;
  }
  const holder = container(item, path);
  if (typeof last === 'number' ? holder?.L === undefined : holder?.M === undefined) throw validationFault(BAD_PATH);
  if (typeof last === 'number') holder!.L!.splice(last, 1);
  else delete holder!.M![last];
}

function addValue(current: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (current === undefined) return value;
  if (value.N !== undefined && current.N !== undefined) return { N: addNumbers(current.N, value.N) };
  const type = typeOf(value);
  if ((type === 'SS' || type === 'NS' || type === 'BS') && current[type] !== undefined) {
    return { [type]: [...new Set([...current[type], ...value[type]!])] };
  }
  // Only AttributeUpdates may add to a list.
  if (value.L !== undefined && current.L !== undefined) return { L: [...current.L, ...value.L] };
  throw validationFault(WRONG_TYPE);
}

/** What is left of a set; undefined when nothing is. */
function deleteFrom(current: AttributeValue, value: AttributeValue): AttributeValue | undefined {
  const type = typeOf(value) as 'SS' | 'NS' | 'BS';
  const members = current[type];
  if (members === undefined) throw validationFault(WRONG_TYPE);
  const left = members.filter((member) => !value[type]!.includes(member));
  return left.length === 0 ? undefined : { [type]: left };
}

/** Later list elements go first, so that removing one does not move the next. */
function byDescendingIndex(a: UpdateAction, b: UpdateAction): number {
  const [left, right] = [a.path.parts.at(-1), b.path.parts.at(-1)];
  return typeof left === 'number' && typeof right === 'number' ? right - left : 0;
}

/** Elements appended behind the end of a list keep the order of their indexes. */
function byAscendingIndex(a: UpdateAction, b: UpdateAction): number {
  return -byDescendingIndex(a, b);
}

export function compileUpdate(actions: readonly UpdateAction[]): Update {
  const nested = new Set(
    actions.filter(({ path }) => path.parts.length > 1).map(({ path }) => path.parts[0] as string),
  );
  const removals = actions.filter((action) => action.kind === 'remove').sort(byDescendingIndex);
  const changes = actions.filter((action) => action.kind !== 'remove').sort(byAscendingIndex);
  return (before, values) => {
    const computed = changes.map((action): AttributeValue | undefined => {
      if (action.kind === 'set') return evaluate(action.value, before, values);
      const current = resolvePath(before, action.path);
      const value = evaluate(action.value, before, values);
      if (action.kind === 'add') return addValue(current, value);
      return current === undefined ? undefined : deleteFrom(current, value);
    });
    const item: Item = { ...before };
    for (const name of nested) {
      const value = attributeOf(before, name);
      if (value !== undefined) setAttribute(item, name, cloneValue(value));
    }
    changes.forEach((action, index) => {
      const value = computed[index];
      if (value !== undefined) setPath(item, action.path, value);
      else if (resolvePath(item, action.path) !== undefined) removePath(item, action.path);
    });
    for (const action of removals) removePath(item, action.path);
    return item;
  };
}

function checkOperands(operand: Operand, values: Values): void {
  const literal = (inner: Operand): AttributeValue | undefined =>
    inner.kind === 'value' ? values[inner.name] : undefined;
  const refuse = (name: string, type: string): Error =>
    requestFault(
      `Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
    );
  if (operand.kind === 'sum') {
    for (const side of [operand.left, operand.right]) {
      const value = literal(side);
      if (value !== undefined && value.N === undefined) throw refuse(operand.operator, typeOf(value));
      checkOperands(side, values);
    }
  }
  if (operand.kind === 'call') {
    for (const inner of operand.operands) {
      const value = literal(inner);
      if (operand.name === 'list_append' && value !== undefined && value.L === undefined) {
        throw refuse('list_append', typeOf(value));
      }
      checkOperands(inner, values);
    }
  }
}

/** Throws what is wrong with the operands of an update, given the request's values. */
export function checkUpdate(actions: readonly UpdateAction[], values: Values): void {
  for (const action of actions) {
    if (action.kind === 'remove') continue;
    if (action.kind === 'set') {
      checkOperands(action.value, values);
      continue;
    }
    const value = action.value.kind === 'value' ? values[action.value.name]! : undefined;
    if (value === undefined) continue;
    const allowed = value.SS ?? value.NS ?? value.BS ?? (action.kind === 'add' ? value.N : undefined);
    if (allowed !== undefined) continue;
    const operator = action.kind.toUpperCase();
    throw requestFault(
      `Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ${operator}, operand type: ${TYPE_NAMES[typeOf(value)]}, typeSet: ALLOWED_FOR_${operator}_OPERAND`,
    );
  }
}
