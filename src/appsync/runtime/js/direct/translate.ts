// Translates a handler that only makes data from data to a function of the host: its text holds names, keys and literals of
// ours alone, and reads nothing but own members (docs/decisions/0005-resolver-realm.md, "Handlers that never enter").
// Called by compile.ts. What it does not know it leaves to the realm, the whole handler at once.
import type { AnyNode } from 'acorn';
import type { Binding, Scopes } from '../scope.js';
import { CONTEXT_MEMBERS, type ContextMember } from '../shape.js';
import { type FunctionNode, memberName } from '../tree.js';
import { createExpressions, type Local, UNKNOWN, type Writer } from './expression.js';
import type { Library } from './library.js';

export interface Translation {
  /** The body of a function of `$` (values.ts) and `f` (the functions of `calls`, in order); it returns the handler. */
  readonly text: string;
  /** Paths of the library. */
  readonly calls: readonly string[];
  readonly writesStash: boolean;
}

/** Where each member of `ctx` comes from; `scope` and `state` are unit.ts's. */
const MEMBERS: Readonly<Record<ContextMember, string>> = {
  arguments: 'scope.arguments',
  source: 'scope.source??null',
  stash: 'scope.stash',
  prev: 'state.prev??null',
  result: 'state.result??null',
  error: 'state.error?{message:state.error.message,type:state.error.errorType}:null',
  identity: 'scope.operation.identity',
  request: 'scope.operation.request',
  env: 'scope.operation.env',
  info: '$info(scope.info())',
  outErrors: 'scope.errors.slice()',
};

/** Undefined: the realm's. `scopes` are those of a module that keeps no state. */
export function translate(handler: FunctionNode, scopes: Scopes, library: Library): Translation | undefined {
  try {
    return translated(handler, scopes, library);
  } catch (thrown) {
    if (thrown === UNKNOWN) return undefined;
    throw thrown;
  }
}

function translated(handler: FunctionNode, scopes: Scopes, library: Library): Translation {
  const [parameter, ...more] = handler.params;
  if (more.length > 0) throw UNKNOWN;
  const members = new Set<ContextMember>();
  const calls: string[] = [];
  const context = parameter?.type === 'Identifier' ? scopes.bindingOf(parameter) : undefined;
  let temporaries = 0;
  let parts = 0;
  let writesStash = false;
  let usesWholeStash = false;
  let readsInfo = false;
  // Handlers have no loops: what stands before in the text happened before.
  let stashWeight = 1;

  const writer: Writer = {
    scopes,
    context,
    member(name, whole) {
      const member = (name === 'args' ? 'arguments' : name) as ContextMember;
      if (!CONTEXT_MEMBERS.includes(member)) throw UNKNOWN;
      if (member === 'info' && !whole) {
        readsInfo = true;
        return { code: 'info', weight: 1 };
      }
      members.add(member);
      if (member === 'stash' && whole) usesWholeStash = true;
      return { code: `c_${member}`, weight: member === 'stash' ? stashWeight : 1 };
    },
    callee(path) {
      if (!library.has(path)) throw UNKNOWN;
      if (!calls.includes(path)) calls.push(path);
      return `f${calls.indexOf(path)}`;
    },
    temporary: () => `t${temporaries++}`,
  };
  const expressions = createExpressions(writer);

  /** `const { a, b: { c }, ...rest } = source`, where the source is written as `code`. */
  function takeApart(pattern: AnyNode, code: string, word: string, from: Local): string {
    if (pattern.type !== 'ObjectPattern') throw UNKNOWN;
    const names: string[] = [];
    const inner: [AnyNode, string, Local][] = [];
    let rest = false;
    for (const property of pattern.properties) {
      if (property.type === 'RestElement') {
        rest = true;
        names.push(`...${expressions.declare(property.argument, from)}`);
        continue;
      }
      const key = expressions.keyOf(property);
      let target: AnyNode = property.value;
      let fallback = '';
      let local = from;
      if (target.type === 'AssignmentPattern') {
        const { code, kind, weight } = expressions.value(target.right);
        fallback = `=${code}`;
        local = { made: from.made || kind === 'made', weight: from.weight + weight };
        target = target.left;
      }
      if (target.type === 'Identifier') names.push(`${key}:${expressions.declare(target, local)}${fallback}`);
      else {
        const name = `p${parts++}`;
        names.push(`${key}:${name}${fallback}`);
        inner.push([target, name, local]);
      }
    }
    // Of a rest every member is looked at; `$members` lets nothing at all pass, of which there is no rest.
    const source = rest && !from.made ? `$parts($members(${code}))` : `$parts(${code})`;
    const text = `${word} {${names.join(',')}}=${source};`;
    return text + inner.map(([target, name, local]) => takeApart(target, name, word, local)).join('');
  }

  /** `const { args, stash = {} } = ctx`. */
  function takeContextApart(pattern: AnyNode, word: string): string {
    if (pattern.type !== 'ObjectPattern') throw UNKNOWN;
    let text = '';
    for (const property of pattern.properties) {
      if (property.type === 'RestElement') throw UNKNOWN;
      const { code, weight } = writer.member(memberKey(property.key, property.computed), true);
      const local = { made: false, weight };
      if (property.value.type === 'Identifier')
        text += `${word} ${expressions.declare(property.value, local)}=${code};`;
      else text += takeApart(property.value, code, word, local);
    }
    return text;
  }

  function statement(node: AnyNode): string {
    switch (node.type) {
      case 'EmptyStatement':
        return '';
      case 'BlockStatement':
        return `{${node.body.map(statement).join('')}}`;
      case 'IfStatement': {
        const otherwise = node.alternate ? `else{${statement(node.alternate)}}` : '';
        return `if(${expressions.value(node.test).code}){${statement(node.consequent)}}${otherwise}`;
      }
      case 'ReturnStatement':
        return node.argument ? `return ${expressions.leaving(node.argument).code};` : 'return;';
      case 'ExpressionStatement':
        if (node.expression.type === 'AssignmentExpression') return stashWrite(node.expression);
        return `(${expressions.value(node.expression).code});`;
      case 'VariableDeclaration':
        if (node.kind === 'var') throw UNKNOWN;
        return node.declarations.map(({ id, init }) => declaration(node.kind, id, init)).join('');
      default:
        throw UNKNOWN;
    }
  }

  function declaration(word: string, id: AnyNode, init: AnyNode | null | undefined): string {
    if (!init) throw UNKNOWN;
    if (isContext(init, context, scopes)) return takeContextApart(id, word);
    const { code, kind, weight } = expressions.value(init);
    const local = { made: kind === 'made', weight };
    if (id.type !== 'Identifier') return takeApart(id, code, word, local);
    return `${word} ${expressions.declare(id, local)}=${code};`;
  }

  /** `ctx.stash.name = value;`: into a copy, which takes the stash's place when the handler has ended. */
  function stashWrite({ left, operator, right }: Extract<AnyNode, { type: 'AssignmentExpression' }>): string {
    if (operator !== '=' || left.type !== 'MemberExpression' || left.object.type !== 'MemberExpression') throw UNKNOWN;
    const name = expressions.nameOf(memberName(left));
    if (!isContext(left.object.object, context, scopes) || memberName(left.object) !== 'stash') throw UNKNOWN;
    const { code, kind, weight } = expressions.value(right);
    writesStash = true;
    stashWeight += weight;
    return `${writer.member('stash', false).code}[${name}]=${kind === 'made' ? `$settled(${code})` : `$leaf(${code})`};`;
  }

  let body = '';
  if (parameter && parameter.type !== 'Identifier') body += takeContextApart(parameter, 'const');
  body +=
    handler.body.type === 'BlockStatement'
      ? handler.body.body.map(statement).join('')
      : `return ${expressions.leaving(handler.body).code};`;

  // The stash could come to stand inside itself.
  if (writesStash && usesWholeStash) throw UNKNOWN;

  const own = [...members].map(
    (member) => `c_${member}=${member === 'stash' && writesStash ? 'stash' : MEMBERS[member]}`,
  );
  // Read by name, `info` need not be what JSON.stringify sees of it.
  if (readsInfo) own.push('info=scope.info()');
  for (let at = 0; at < temporaries; at += 1) own.push(`t${at}`);
  const prelude = own.length > 0 ? `let ${own.join(',')};` : '';
  return { text: `return function(scope,state,stash){${prelude}${body}}`, calls, writesStash };
}

function memberKey(key: AnyNode, computed: boolean): string {
  if (computed || key.type !== 'Identifier') throw UNKNOWN;
  return key.name;
}

function isContext(node: AnyNode, context: Binding | undefined, scopes: Scopes): boolean {
  return node.type === 'Identifier' && context !== undefined && scopes.bindingOf(node) === context;
}
