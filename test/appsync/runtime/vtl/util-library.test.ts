// Every function that the library has for templates says how templates call it: it stands in util-members.ts.
import { expect, it } from 'vitest';
import type { Namespace } from '../../../../src/appsync/runtime/vtl/host-object.js';
import { utilNamespace } from '../../../../src/appsync/runtime/vtl/util-members.js';
import { createLibrary } from '../util/library.js';

const at = (root: object, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], root);

function pathsOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'function' ? [prefix + name] : pathsOf(member as object, `${prefix}${name}.`),
  );
}

function methodsOf(namespace: Namespace, prefix = ''): string[] {
  return [
    ...[...namespace.methods.keys()].map((name) => prefix + name),
    ...[...namespace.namespaces].flatMap(([name, inner]) => methodsOf(inner as Namespace, `${prefix}${name}.`)),
  ];
}

/** Handlers only: transformation-helpers-in-utils-transform.md names none of these for templates. */
const HANDLERS_ONLY = ['transform.toDynamoDBConditionExpression'];

it('has overloads for every function of the library', () => {
  const { templateUtil } = createLibrary();
  const known = methodsOf(
    utilNamespace(
      (path) => at(templateUtil, path) as (...args: unknown[]) => unknown,
      () => {},
    ),
  );
  expect(pathsOf(templateUtil).filter((path) => !known.includes(path))).toEqual(HANDLERS_ONLY);
});
