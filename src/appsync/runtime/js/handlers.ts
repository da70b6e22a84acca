// Finds the two handlers of a module: what `request` and `response` are exported as. Used by check/ and shape.ts.
import type { Program } from 'acorn';
import type { Scopes } from './scope.js';
import { type FunctionNode, isFunction } from './tree.js';

export type HandlerName = 'request' | 'response';
export const HANDLER_NAMES: readonly HandlerName[] = ['request', 'response'];

/** Exported name -> the module's own name for it. */
export function exportsOf(program: Program): Map<string, string> {
  const found = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.source) continue;
    const { declaration } = statement;
    if (declaration?.type === 'FunctionDeclaration') found.set(declaration.id.name, declaration.id.name);
    if (declaration?.type === 'VariableDeclaration') {
      for (const { id } of declaration.declarations) if (id.type === 'Identifier') found.set(id.name, id.name);
    }
    for (const { exported, local } of statement.specifiers) {
      if (local.type !== 'Identifier') continue;
      found.set(exported.type === 'Identifier' ? exported.name : String(exported.value), local.name);
    }
  }
  return found;
}

/** The handlers whose function the text shows, by the name they are exported under. */
export function handlersOf(scopes: Scopes, program: Program): Partial<Record<HandlerName, FunctionNode>> {
  const exported = exportsOf(program);
  const found: Partial<Record<HandlerName, FunctionNode>> = {};
  for (const name of HANDLER_NAMES) {
    const value = scopes.top.get(exported.get(name) ?? '')?.value;
    if (isFunction(value)) found[name] = value;
  }
  return found;
}
