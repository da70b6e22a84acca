// What a handler does with `ctx`, as far as its text shows: which members, and which of their keys, have to cross into
// the realm, and whether `ctx.result` can stay outside (docs/decisions/0005-resolver-realm.md, "What crosses").
// Errs towards crossing: whatever can't be followed crosses whole.
import type { AnyNode, Identifier, Program } from 'acorn';
import { type HandlerName, handlersOf } from './handlers.js';
import type { Scopes } from './scope.js';
import { type FunctionNode, isFunction, memberName } from './tree.js';

const CONTEXT_MEMBERS = [
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

/** The keys of a member that a handler may read, or all of it. */
export type Keys = readonly string[] | 'all';

export interface HandlerShape {
  /** Members of `ctx` that the handler may read. */
  readonly uses: ReadonlyMap<ContextMember, Keys>;
  /** `ctx.result` is only returned, tested, or handed to util.error: a stand-in does when it is an object. */
  readonly resultStaysOutside: boolean;
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

const EVERYTHING: ReadonlyMap<ContextMember, Keys> = new Map(CONTEXT_MEMBERS.map((name) => [name, 'all']));

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
  const nothing: HandlerShape = { uses: new Map(), resultStaysOutside: false, returnsResult: false };
  if (!parameter) return nothing;
  const members =
    more.length > 0 ? undefined : partsOf({ pattern: parameter, uses: usesOf(parameter, scopes) ?? [] }, scopes);
  if (!members) return { ...nothing, uses: EVERYTHING };

  const uses = new Map<ContextMember, Keys>();
  const usesOfMember = new Map<ContextMember, Use[] | undefined>();
  for (const [name, found] of members) {
    const member = (name === 'args' ? 'arguments' : name) as ContextMember;
    if (!EVERYTHING.has(member)) continue;
    const known = usesOfMember.has(member) ? usesOfMember.get(member) : [];
    usesOfMember.set(member, known && found && [...known, ...found]);
  }
  for (const [member, found] of usesOfMember) {
    const keys = found && PROJECTED.has(member) ? partsOf({ pattern: undefined, uses: found }, scopes) : undefined;
    uses.set(member, keys ? [...keys.keys()] : 'all');
  }
  const results = usesOfMember.get('result');
  return {
    uses,
    resultStaysOutside: results?.every(staysOutside) ?? false,
    returnsResult: stateless && uses.size === 1 && isReturnOfResult(handler),
  };
}

/** Members of which single keys can cross. The stash goes back, so it goes whole. */
const PROJECTED: ReadonlySet<ContextMember> = new Set(['arguments', 'source', 'result']);

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
      add(property.key.name, usesOf(property.value, scopes));
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

/** True when the value is only passed on whole or looked at from outside. */
function staysOutside({ node, parents, write }: Use): boolean {
  const parent = parents.at(-1);
  if (write || !parent) return false;
  switch (parent.type) {
    case 'ReturnStatement':
      return isInHandler(parents);
    case 'IfStatement':
      return parent.test === node;
    case 'ConditionalExpression':
      return parent.test === node || staysOutside({ node: parent, parents: parents.slice(0, -1), write });
    case 'LogicalExpression':
      // The stand-in is an object too: it is as true as the result is.
      return staysOutside({ node: parent, parents: parents.slice(0, -1), write });
    case 'UnaryExpression':
      return parent.operator === '!';
    case 'BinaryExpression':
      return ['==', '===', '!=', '!=='].includes(parent.operator);
    case 'CallExpression':
      return parent.callee !== node && isErrorCall(parent.callee);
    case 'ArrowFunctionExpression':
      return parent.body === node && isInHandler(parents);
    default:
      return false;
  }
}

/** A return of the handler itself, not of a function inside it. */
function isInHandler(parents: readonly AnyNode[]): boolean {
  return parents.filter((node) => node.type.includes('Function')).length === 1;
}

function isErrorCall(callee: AnyNode): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'util' &&
    ['error', 'appendError'].includes(memberName(callee) ?? '')
  );
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
