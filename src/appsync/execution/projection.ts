// The payload of a subscription event: the subscription's selection read from what the mutation's client selected.
// Everything not selected there is null (aws-appsync-real-time-data.md); values were serialised by the mutation already.

import type { GraphQLObjectType } from 'graphql';
import {
  type FieldNode,
  type GraphQLOutputType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  type SelectionSetNode,
} from 'graphql';
import { isObject } from '../../lib/json.js';
import type { SchemaField } from '../auth/rules.js';
import type { Denied } from './decisions.js';
import { notAuthorized } from './denied.js';
import { type ErrorEntry, javaPath, locate } from './entries.js';
import { eachField, type SelectionContext } from './selection.js';

/** Fields by response key, in order; equal keys merge their selections. */
function collect(
  context: SelectionContext,
  sets: readonly SelectionSetNode[],
  typeName: string,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  for (const set of sets) {
    eachField(set, context, typeName, (field) => {
      const key = (field.alias ?? field.name).value;
      const same = fields.get(key);
      if (same) same.push(field);
      else fields.set(key, [field]);
    });
  }
  return fields;
}

const setsOf = (nodes: readonly FieldNode[]): SelectionSetNode[] =>
  nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));

/**
 * A mutation's field as its subscribers see it: response keys turned back into field names, `__typename` kept where it
 * was selected. `value` is the field's part of the response.
 */
export function eventOf(
  context: SelectionContext,
  nodes: readonly FieldNode[],
  type: GraphQLOutputType,
  value: unknown,
): unknown {
  if (value === null || value === undefined) return null;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return Array.isArray(value)
      ? value.map((item) => eventOf(context, nodes, nullable.ofType as GraphQLOutputType, item))
      : null;
  }
  if (isLeafType(nullable) || !isObject(value)) return value;
  const typeName = isAbstractType(nullable) ? runtimeType(context, setsOf(nodes), value) : nullable.name;
  const object =
    typeName === undefined ? undefined : (context.schema.getType(typeName) as GraphQLObjectType | undefined);
  const event: Record<string, unknown> = {};
  if (isAbstractType(nullable) && typeName !== undefined) event['__typename'] = typeName;
  for (const [key, same] of collect(context, setsOf(nodes), typeName ?? nullable.name)) {
    const name = same[0]!.name.value;
    const field = object?.getFields()[name];
    if (name === '__typename') event[name] = value[key];
    else if (field && Object.hasOwn(value, key)) event[name] = eventOf(context, same, field.type, value[key]);
  }
  return event;
}

/** An abstract value says what it is only where its selection asked for `__typename`. */
function runtimeType(
  context: SelectionContext,
  sets: readonly SelectionSetNode[],
  value: Readonly<Record<string, unknown>>,
): string | undefined {
  let found: string | undefined;
  for (const set of sets) {
    eachField(set, context, undefined, (field) => {
      const named = value[(field.alias ?? field.name).value];
      if (field.name.value === '__typename' && typeof named === 'string') found = named;
    });
  }
  return found;
}

/** Thrown upwards from a null in a non-null place until a nullable one takes it. */
class NullInNonNull extends Error {}

export interface Payload {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly ErrorEntry[];
}

/** Reads the selection of one subscription field from an event; what is closed to the subscriber is null there, too. */
export function projectEvent(
  context: SelectionContext,
  root: GraphQLObjectType,
  nodes: readonly FieldNode[],
  event: unknown,
  denied: Denied['fields'] | undefined,
): Payload {
  const errors: ErrorEntry[] = [];
  const refuse = (
    field: SchemaField,
    fields: readonly FieldNode[],
    path: (string | number)[],
    parent: string,
  ): null => {
    const { message, errorType } = notAuthorized(field.name, parent);
    const locations = locate(fields.slice(0, 1));
    errors.push({ path, data: null, errorType, errorInfo: null, locations, message });
    if (isNonNullType(field.type)) throw new NullInNonNull();
    return null;
  };
  const complete = (
    type: GraphQLOutputType,
    fields: readonly FieldNode[],
    value: unknown,
    path: (string | number)[],
    parent: string,
  ): unknown => {
    if (isNonNullType(type)) {
      const inner = complete(type.ofType as GraphQLOutputType, fields, value, path, parent);
      if (inner !== null) return inner;
      errors.push({
        path,
        locations: locate(fields.slice(0, 1)),
        message: `Cannot return null for non-nullable type: '${String(type.ofType)}' within parent '${parent}' (${javaPath(path)})`,
      });
      throw new NullInNonNull();
    }
    try {
      if (value === null || value === undefined) return null;
      if (isListType(type)) {
        return Array.isArray(value)
          ? value.map((item, index) =>
              complete(type.ofType as GraphQLOutputType, fields, item, [...path, index], parent),
            )
          : null;
      }
      if (isLeafType(type) || !isObject(value)) return value;
      const typeName = isAbstractType(type) ? value['__typename'] : (type as GraphQLObjectType).name;
      const object =
        typeof typeName === 'string' ? (context.schema.getType(typeName) as GraphQLObjectType | undefined) : undefined;
      if (!object) return null;
      const data: Record<string, unknown> = {};
      for (const [key, same] of collect(context, setsOf(fields), object.name)) {
        const name = same[0]!.name.value;
        const field = object.getFields()[name];
        if (!field) data[key] = object.name;
        else if (denied?.has(field)) data[key] = refuse(field, same, [...path, key], object.name);
        else data[key] = complete(field.type, same, value[name], [...path, key], object.name);
      }
      return data;
    } catch (error) {
      if (error instanceof NullInNonNull) return null;
      throw error;
    }
  };
  const node = nodes[0]!;
  const key = (node.alias ?? node.name).value;
  let data: Payload['data'];
  try {
    data = { [key]: complete(root.getFields()[node.name.value]!.type, nodes, event, [key], root.name) };
  } catch (error) {
    if (!(error instanceof NullInNonNull)) throw error;
    data = null;
  }
  return errors.length > 0 ? { data, errors } : { data };
}
