// What a handler does with `ctx`, as far as its text shows: which members, and which of their keys, have to cross into
// the realm, and whether `ctx.result` and the like can stay outside (docs/decisions/0005-resolver-realm.md, "What crosses").
// Errs towards crossing: whatever can't be followed crosses whole.
import type { AnyNode, Identifier, Program } from 'acorn';
import { type HandlerName, handlersOf } from './handlers.js';
import type { Scopes } from './scope.js';
import { type FunctionNode, isFunction, memberName } from './tree.js';

export const CONTEXT_MEMBERS = [
  'arguments',
  'source',
  'stash',
  'prev',
  'result',
  'error',
  'identity',
  'request',
  'env',
  'info',
  'outErrors',
] as const;
export type ContextMember = (typeof CONTEXT_MEMBERS)[number];

/** What a handler may read of a member of `ctx`. */
export interface MemberUse {
  /** The keys it reads, or all of it. */
  readonly keys: readonly string[] | 'all';
  /** The member is only returned, tested, or given to util.error as data: a stand-in does when it is an object. */
  readonly staysOutside: boolean;
  /** Of `keys`, those whose values are. */
  readonly keysOutside: readonly string[];
}

export interface HandlerShape {
  /** Members of `ctx` that the handler may read. */
  readonly uses: ReadonlyMap<ContextMember, MemberUse>;
  /** The whole handler is `return ctx.result`. */
  readonly returnsResult: boolean;
}

export interface ModuleShape {
  readonly handlers: Partial<Record<HandlerName, HandlerShape>>;
  /** True when the module's top holds nothing that a handler could change or that does something: it runs once. */
  readonly stateless: boolean;
}

/** A place where a value is used. */
interface Use {
  readonly node: AnyNode;
  readonly parents: readonly AnyNode[];
  readonly write: boolean;
}

const WHOLE: MemberUse = { keys: 'all', staysOutside: false, keysOutside: [] };
const EVERYTHING: ReadonlyMap<ContextMember, MemberUse> = new Map(CONTEXT_MEMBERS.map((name) => [name, WHOLE]));

export function shapeOfModule(program: Program, scopes: Scopes): ModuleShape {
  const isFunctionName = (identifier: Identifier): boolean => isFunction(scopes.bindingOf(identifier)?.value);
  // A function is an object too: one that is used otherwise than by calling it could keep something.
  const onlyCalled = [...scopes.top.values()].every(
    ({ kind, references }) =>
      kind === 'import' ||
      references.every(({ identifier, parents }) => {
        const parent = parents.at(-1);
        return (
          parent?.type === 'CallExpression' || parent?.type === 'ExportNamedDeclaration' || !isFunctionName(identifier)
        );
      }),
  );
  const stateless = onlyCalled && program.body.every((statement) => isStateless(statement, scopes));
  const handlers: Partial<Record<HandlerName, HandlerShape>> = {};
  for (const [name, node] of Object.entries(handlersOf(scopes, program))) {
    handlers[name as HandlerName] = shapeOfHandler(node, scopes, stateless);
  }
  return { handlers, stateless };
}

function isStateless(statement: AnyNode, scopes: Scopes): boolean {
  switch (statement.type) {
    case 'ImportDeclaration':
    case 'FunctionDeclaration':
    case 'EmptyStatement':
      return true;
    case 'ExportNamedDeclaration':
      return !statement.declaration || isStateless(statement.declaration, scopes);
    case 'ExpressionStatement':
      return statement.expression.type === 'Literal';
    case 'VariableDeclaration':
      return statement.declarations.every(
        ({ id, init }) =>
          id.type === 'Identifier' &&
          (init?.type === 'Literal' ||
            init?.type === 'ArrowFunctionExpression' ||
            init?.type === 'FunctionExpression') &&
          !scopes.bindingOf(id)?.references.some(({ write }) => write),
      );
    default:
      return false;
  }
}

function shapeOfHandler(handler: FunctionNode, scopes: Scopes, stateless: boolean): HandlerShape {
  const [parameter, ...more] = handler.params;
  const nothing: HandlerShape = { uses: new Map(), returnsResult: false };
  if (!parameter) return nothing;
  const members =
    more.length > 0 ? undefined : partsOf({ pattern: parameter, uses: usesOf(parameter, scopes) ?? [] }, scopes);
  if (!members) return { ...nothing, uses: EVERYTHING };

  const uses = new Map<ContextMember, MemberUse>();
  const usesOfMember = new Map<ContextMember, Use[] | undefined>();
  for (const [name, found] of members) {
    const member = (name === 'args' ? 'arguments' : name) as ContextMember;
    if (!EVERYTHING.has(member)) continue;
    const known = usesOfMember.has(member) ? usesOfMember.get(member) : [];
    usesOfMember.set(member, known && found && [...known, ...found]);
  }
  for (const [member, found] of usesOfMember) {
    uses.set(member, found && PROJECTED.has(member) ? useOf(found, scopes) : WHOLE);
  }
  return { uses, returnsResult: stateless && uses.size === 1 && isReturnOfResult(handler) };
}

/** Members of which single keys can cross. The stash goes back, so it goes whole. */
const PROJECTED: ReadonlySet<ContextMember> = new Set(['arguments', 'source', 'prev', 'result', 'info']);

function useOf(found: readonly Use[], scopes: Scopes): MemberUse {
  const outside = (use: Use): boolean => leavesOutside(use, scopes);
  const staysOutside = found.every(outside);
  const parts = partsOf({ pattern: undefined, uses: found }, scopes);
  if (!parts) return { keys: 'all', staysOutside, keysOutside: [] };
  const keysOutside = [...parts].filter(([, uses]) => uses?.every(outside)).map(([key]) => key);
  return { keys: [...parts.keys()], staysOutside, keysOutside };
}

/** The places where a declared name is used; undefined when it is also written, so that its value is not known. */
function usesOf(name: AnyNode, scopes: Scopes): Use[] | undefined {
  if (name.type !== 'Identifier') return undefined;
  const references = scopes.bindingOf(name)?.references ?? [];
  if (references.some(({ write }) => write)) return undefined;
  return references.map(({ identifier, parents, write }) => ({ node: identifier, parents, write }));
}

/**
 * The members read of a value, each with its uses (undefined: can't be followed), through member expressions,
 * destructuring and plain aliases. Undefined when the value itself goes somewhere that can't be followed.
 */
function partsOf(
  value: { readonly pattern: AnyNode | undefined; readonly uses: readonly Use[] },
  scopes: Scopes,
): Map<string, Use[] | undefined> | undefined {
  const parts = new Map<string, Use[] | undefined>();
  const add = (name: string, uses: Use[] | undefined): void => {
    const known = parts.has(name) ? parts.get(name) : [];
    parts.set(name, known && uses && [...known, ...uses]);
  };
  const takeApart = (pattern: AnyNode): boolean => {
    if (pattern.type !== 'ObjectPattern') return false;
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || property.computed) return false;
      if (property.key.type !== 'Identifier') return false;
      // `{ limit = 20 }`: the default is a value of the realm's, and what is done with it is done with either.
      const { value: target } = property;
      add(property.key.name, usesOf(target.type === 'AssignmentPattern' ? target.left : target, scopes));
    }
    return true;
  };
  if (value.pattern && value.pattern.type !== 'Identifier' && !takeApart(value.pattern)) return undefined;
  if (value.pattern?.type === 'Identifier' && usesOf(value.pattern, scopes) === undefined) return undefined;
  const follow = (uses: readonly Use[], depth: number): boolean =>
    uses.every(({ node, parents, write }) => {
      const parent = parents.at(-1);
      if (write || !parent || depth > 10) return false;
      if (parent.type === 'MemberExpression' && parent.object === node) {
        const name = memberName(parent);
        if (name === undefined || isCalled(parent, parents.at(-2))) return false;
        add(name, [{ node: parent, parents: parents.slice(0, -1), write: false }]);
        return true;
      }
      if (isTest(node, parent)) return true;
      if (parent.type !== 'VariableDeclarator' || parent.init !== node) return false;
      if (parent.id.type === 'ObjectPattern') return takeApart(parent.id);
      const alias = usesOf(parent.id, scopes);
      return alias !== undefined && follow(alias, depth + 1);
    });
  return follow(value.uses, 0) ? parts : undefined;
}

/** A method call looks at the whole value. */
function isCalled(member: AnyNode, parent: AnyNode | undefined): boolean {
  return parent?.type === 'CallExpression' && parent.callee === member;
}

/** A look at whether there is a value, which its stand-in and any part of it answer as the value does. */
function isTest(node: AnyNode, parent: AnyNode): boolean {
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === node;
    case 'UnaryExpression':
      return parent.operator === '!';
    case 'LogicalExpression':
      // What `a && b` gives of a is never an object.
      return parent.operator === '&&' && parent.left === node;
    case 'BinaryExpression':
      return (
        ['==', '===', '!=', '!=='].includes(parent.operator) &&
        isNullish(parent.left === node ? parent.right : parent.left)
      );
    default:
      return false;
  }
}

function isNullish(node: AnyNode): boolean {
  return (node.type === 'Literal' && node.raw === 'null') || (node.type === 'Identifier' && node.name === 'undefined');
}

/** True when the value is only passed on whole or looked at from outside. */
function leavesOutside({ node, parents, write }: Use, scopes: Scopes): boolean {
  const parent = parents.at(-1);
  if (write || !parent) return false;
  if (isTest(node, parent)) return true;
  const outer = (): boolean => leavesOutside({ node: parent, parents: parents.slice(0, -1), write }, scopes);
  switch (parent.type) {
    case 'ReturnStatement':
      return isInHandler(parents);
    case 'ConditionalExpression':
    case 'LogicalExpression':
      // The stand-in is an object too: it is as true as the value is.
      return outer();
    case 'ChainExpression':
      return outer();
    case 'Property':
      return parent.value === node && parents.at(-2)?.type === 'ObjectExpression' && isReturned(parents);
    case 'CallExpression':
      return parent.arguments[2] === node && isErrorCall(parent.callee, scopes);
    case 'ArrowFunctionExpression':
      return parent.body === node && isInHandler(parents);
    default:
      return false;
  }
}

/** `return { a: { b: value } };` of the handler: nothing looks at the literals on the way out. */
function isReturned(parents: readonly AnyNode[]): boolean {
  let at = parents.length - 1;
  while (at > 0 && (parents[at]!.type === 'Property' || parents[at]!.type === 'ObjectExpression')) at -= 1;
  const inner = parents[at + 1]!;
  const outer = parents[at]!;
  const returns =
    outer.type === 'ReturnStatement' || (outer.type === 'ArrowFunctionExpression' && outer.body === inner);
  // A computed key would be made of the value, and `parents` of a key look like those of a value.
  const plain = parents.slice(at + 1).every((node, index, all) => {
    const below = all[index + 1];
    return node.type !== 'Property' || below === undefined || node.value === below;
  });
  return returns && plain && isInHandler(parents.slice(0, at + 1));
}

/** A return of the handler itself, not of a function inside it. */
function isInHandler(parents: readonly AnyNode[]): boolean {
  return parents.filter((node) => node.type.includes('Function')).length === 1;
}

/** The library's own: a name `util` of the author's may be anything. */
function isErrorCall(callee: AnyNode, scopes: Scopes): boolean {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return false;
  const binding = scopes.bindingOf(callee.object);
  const isUtil = binding ? binding.imported?.name === 'util' : callee.object.name === 'util';
  return isUtil && ['error', 'appendError'].includes(memberName(callee) ?? '');
}

function isReturnOfResult(handler: FunctionNode): boolean {
  const [parameter] = handler.params;
  const body = handler.body.type === 'BlockStatement' ? handler.body.body : undefined;
  const value =
    body === undefined
      ? handler.body
      : body.length === 1 && body[0]?.type === 'ReturnStatement'
        ? body[0].argument
        : undefined;
  return (
    parameter?.type === 'Identifier' &&
    value?.type === 'MemberExpression' &&
    value.object.type === 'Identifier' &&
    value.object.name === parameter.name &&
    memberName(value) === 'result'
  );
}
