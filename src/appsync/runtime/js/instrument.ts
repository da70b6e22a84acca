// Tree to runnable text: the module becomes a function that makes its handlers, imports become names, and every loop,
// call and growing value is metered. Used by compile.ts. The realm's side of each guard: realm/meter.ts.
import type { AnyNode, Program } from 'acorn';
import { createEdits, type Place2d } from './edits.js';
import { exportsOf, HANDLER_NAMES } from './handlers.js';
import type { Scopes } from './scope.js';
import { isFunction, isTarget, memberName, walk } from './tree.js';

export interface Instrumented {
  /** An expression: the function that realm/main.ts calls with its guards and library. */
  readonly script: string;
  /** The author's place of a place in `script`. */
  original(place: Place2d): Place2d;
}

/** Built-ins whose cost grows with the value they are called on. */
const LINEAR = new Set(
  (
    'concat endsWith indexOf lastIndexOf includes slice split startsWith toLowerCase toUpperCase trim trimEnd trimStart substring ' +
    'fill flat join reverse shift sort splice unshift map flatMap filter'
  ).split(' '),
);
/** Methods that AppSync's strings do not have, and those that take a Java pattern there. */
const STRING_ONLY = new Set(['repeat', 'padStart', 'padEnd', 'replace', 'replaceAll']);

export function instrument(source: string, program: Program, scopes: Scopes, stateless: boolean): Instrumented {
  const edits = createEdits(source);
  const $ = freePrefix(program);
  const guard = (node: AnyNode, name: string): void => edits.wrap(node, ` ${$}.${name}(`);

  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') edits.blank(statement.start, statement.end);
    if (statement.type === 'ExportNamedDeclaration') {
      edits.blank(statement.start, statement.declaration ? statement.declaration.start : statement.end);
    }
  }
  const chains = source.includes('?.') ? guardedChains(program, scopes) : NONE;
  walk(program, (node, parents) => {
    if (node.type === 'ImportDeclaration') return false;
    if (node.type === 'ExportNamedDeclaration' && !node.declaration) return false;
    const guards = chains.get(node);
    if (guards !== undefined) instrumentOptional(node, guards);
    const parent = parents.at(-1);
    if (node.type === 'MemberExpression' && isTarget(node, parents)) instrumentTarget(node);
    if (isFunction(node)) {
      if (node.body.type === 'BlockStatement') edits.open(node.body.start + 1, `${$}.tick();`);
      else edits.wrap(node.body, ` (${$}.tick(),`);
    } else if (node.type === 'SpreadElement') {
      guard(node.argument, 'spread');
    } else if (node.type === 'ForOfStatement') {
      guard(node.right, 'list');
    } else if (node.type === 'ForInStatement') {
      guard(node.right, 'keys');
    } else if (node.type === 'BinaryExpression' && node.operator === '+') {
      if (!isPlus(parent) && growsText(node)) guard(node, 'text');
    } else if (node.type === 'AssignmentExpression' && node.operator === '+=') {
      if (!isNumber(node.right)) guard(node, 'text');
    } else if (node.type === 'TemplateLiteral' && node.expressions.length > 0) {
      if (parent?.type !== 'TaggedTemplateExpression') guard(node, 'text');
    } else if (node.type === 'CallExpression') {
      instrumentCall(node);
    }
    return undefined;
  });

  /** Lists may be written to, but not far beyond their end. */
  function instrumentTarget(node: Extract<AnyNode, { type: 'MemberExpression' }>): void {
    if (node.object.type === 'Super') return;
    const name = memberName(node);
    if (name === 'length') guard(node.object, 'resized');
    else if (name === undefined || /^\d+$/.test(name)) {
      guard(node.object, 'target');
      guard(node.property, 'index');
    }
  }

  function instrumentCall(node: Extract<AnyNode, { type: 'CallExpression' }>): void {
    const { callee } = node;
    if (callee.type !== 'MemberExpression') return;
    const name = memberName(callee);
    if (name === undefined) {
      // `text[method](...)`: which built-in it is shows when it runs.
      if (callee.object.type === 'Super') return;
      const alone = isInChain(callee);
      if (!alone) guard(callee.object, 'target');
      guard(callee.property, alone ? 'methodOfAny' : 'method');
      return;
    }
    if (callee.object.type === 'Identifier' && !scopes.bindingOf(callee.object)) {
      if (callee.object.name === 'console') {
        const { line, column } = node.loc!.start;
        const place = `"${line}:${column + 1}"`;
        const inside = placeOf('(', source, callee.end) + 1;
        edits.open(inside, node.arguments.length > 0 ? `${place},` : place);
      }
      return;
    }
    if (callee.object.type === 'Super') return;
    const kind = guardOf(callee, scopes);
    if (kind === undefined) return;
    if (!isInChain(callee)) {
      guard(callee.object, kind);
      return;
    }
    // `a?.b.concat(c).d`: wrapped, a chain that ends early would end only the wrapped part. So the call becomes optional,
    // and the guard fails where the chain did not end and there is nothing to call.
    edits.wrap(callee.object, ` ${$}.${kind}InChain(${$}.chain(),`, `,${JSON.stringify(name)})`);
    if (callee.computed) edits.open(placeOf('[', source, callee.object.end), '?.');
    else edits.open(placeOf('.', source, callee.object.end), '?');
  }

  /** What stands behind a `?.` runs only when the chain goes on: it tells the guards around it. */
  function instrumentOptional(node: AnyNode, guards: number): void {
    if (node.type === 'MemberExpression') {
      if (node.computed) edits.wrap(node.property, `${$}.goesOn(`, `,${guards})`);
      else edits.wrap(node.property, `[${$}.goesOn("`, `",${guards})]`);
    } else if (node.type === 'CallExpression') {
      const inside = placeOf('(', source, node.callee.end) + 1;
      edits.open(inside, `...${$}.goesOn([],${guards})${node.arguments.length > 0 ? ',' : ''}`);
    }
  }

  const { text, original } = edits.render();
  const handlers = HANDLER_NAMES.flatMap((name) => {
    const local = exportsOf(program).get(name);
    return local === undefined ? [] : [`${name}:${local}`];
  });
  // One line before the author's text, so that lines stay where they are.
  const prelude =
    `'use strict';(function(${$},{util,runtime,extensions,console,Object,Math,JSON,Number,String,Array},${$}m){` +
    `return[${stateless},function(){${importsOf(program, `${$}m`)}`;
  return {
    script: `${prelude}${text}\n;return{${handlers.join(',')}}}]})`,
    original: ({ line, column }) =>
      original({ line, column: line === 1 ? Math.max(1, column - prelude.length) : column }),
  };
}

function importsOf(program: Program, modules: string): string {
  let text = '';
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration') continue;
    const module = `${modules}[${JSON.stringify(String(statement.source.value))}]`;
    for (const specifier of statement.specifiers) {
      const { name } = specifier.local;
      if (specifier.type === 'ImportNamespaceSpecifier') text += `const ${name}=${module};`;
      else if (specifier.type === 'ImportSpecifier') {
        const { imported } = specifier;
        const key = imported.type === 'Identifier' ? imported.name : String(imported.value);
        text += `const ${name}=${module}[${JSON.stringify(key)}];`;
      }
    }
  }
  return text;
}

/** A name that the module uses nowhere. */
function freePrefix(program: Program): string {
  const taken = new Set<string>();
  walk(program, (node) => {
    if (node.type === 'Identifier') taken.add(node.name);
  });
  let name = '$';
  while (taken.has(name) || taken.has(`${name}m`)) name += '$';
  return name;
}

function isPlus(node: AnyNode | undefined): boolean {
  return node?.type === 'BinaryExpression' && node.operator === '+';
}

function isNumber(node: AnyNode): boolean {
  return node.type === 'Literal' && typeof node.value === 'number';
}

/** False for sums that can't make a long text: a number literal in a two-term sum still makes text grow by little. */
function growsText(node: Extract<AnyNode, { type: 'BinaryExpression' }>): boolean {
  return !(isNumber(node.left as AnyNode) || isNumber(node.right));
}

type Member = Extract<AnyNode, { type: 'MemberExpression' }>;

/** Which guard looks at what a method is called on. */
function guardOf(callee: Member, scopes: Scopes): 'string' | 'sized' | undefined {
  const name = memberName(callee);
  if (name === undefined || callee.object.type === 'Super') return undefined;
  if (callee.object.type === 'Identifier' && !scopes.bindingOf(callee.object)) return undefined;
  return STRING_ONLY.has(name) ? 'string' : LINEAR.has(name) ? 'sized' : undefined;
}

/** `a?.b.concat`: what it is called on may be left out by a chain that ends before. */
function isInChain(callee: Member): boolean {
  return !callee.optional && lastOptional(callee.object) !== undefined;
}

const NONE: ReadonlyMap<AnyNode, number> = new Map();

/** The last `?.` before each guarded call in a chain, and how many calls it is that of. */
function guardedChains(program: Program, scopes: Scopes): ReadonlyMap<AnyNode, number> {
  const found = new Map<AnyNode, number>();
  walk(program, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
    if (!isInChain(node.callee) || guardOf(node.callee, scopes) === undefined) return;
    const last = lastOptional(node.callee.object)!;
    found.set(last, (found.get(last) ?? 0) + 1);
  });
  return found;
}

/** The part of a chain that has its last `?.`. */
function lastOptional(node: AnyNode): AnyNode | undefined {
  if (node.type === 'MemberExpression') return node.optional ? node : lastOptional(node.object);
  if (node.type === 'CallExpression') return node.optional ? node : lastOptional(node.callee);
  return undefined;
}

/** Where `sign` stands behind `from`, not counting comments. */
function placeOf(sign: string, source: string, from: number): number {
  for (let at = from; at < source.length; at += 1) {
    if (source.startsWith('//', at)) at = endOf(/[\n\r\u2028\u2029]/g, source, at);
    else if (source.startsWith('/*', at)) at = endOf(/\*\//g, source, at);
    else if (source[at] === sign) return at;
  }
  return source.length;
}

/** The last character of what ends a comment. */
function endOf(end: RegExp, source: string, from: number): number {
  end.lastIndex = from;
  return end.test(source) ? end.lastIndex - 1 : source.length;
}
