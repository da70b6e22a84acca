// Which declaration an identifier means. Used by check/ and shape.ts; knows nothing of APPSYNC_JS's rules.
import type { AnyNode, Identifier, Program } from 'acorn';
import { childrenOf, type FunctionNode, isFunction } from './tree.js';

export interface Binding {
  readonly name: string;
  readonly kind: 'import' | 'const' | 'let' | 'var' | 'function' | 'parameter';
  /** The function itself, or the initial value when the declaration is a plain `name = value`, said once. */
  value: AnyNode | undefined;
  /** Of an import: the module and the exported name, `*` for a namespace. */
  readonly imported: { readonly module: string; readonly name: string } | undefined;
  readonly references: Reference[];
}

export interface Reference {
  readonly identifier: Identifier;
  /** From the program down to the identifier's parent. */
  readonly parents: readonly AnyNode[];
  /** True when the reference stands where a value is stored. */
  readonly write: boolean;
}

export interface Scopes {
  /** Of a use or of the declared name itself; undefined for a name that nothing declares. */
  bindingOf(identifier: Identifier): Binding | undefined;
  readonly free: readonly Reference[];
  readonly bindings: readonly Binding[];
  /** Declared at the module's top. */
  readonly top: ReadonlyMap<string, Binding>;
}

interface Scope {
  readonly names: Map<string, Binding>;
  readonly outer: Scope | undefined;
  readonly isFunction: boolean;
}

export function resolveScopes(program: Program): Scopes {
  const bound = new Map<Identifier, Binding>();
  const free: Reference[] = [];
  const bindings: Binding[] = [];
  const pending: { scope: Scope; reference: Reference }[] = [];

  const declare = (
    scope: Scope,
    identifier: Identifier,
    kind: Binding['kind'],
    value?: AnyNode | null,
    imported?: Binding['imported'],
  ): void => {
    const { name } = identifier;
    let binding = scope.names.get(name);
    if (binding) {
      // A `var` said twice, or a parameter that a `var` repeats: one variable whose value is not known.
      if (binding.value !== value) binding.value = undefined;
    } else {
      binding = { name, kind, value: value ?? undefined, imported, references: [] };
      scope.names.set(name, binding);
      bindings.push(binding);
    }
    bound.set(identifier, binding);
  };

  const declarePattern = (scope: Scope, pattern: AnyNode, kind: Binding['kind'], value?: AnyNode | null): void => {
    if (pattern.type === 'Identifier') declare(scope, pattern, kind, value);
    else for (const name of patternNames(pattern)) declare(scope, name, kind);
  };

  const hoist = (node: AnyNode, scope: Scope, functionScope: Scope): void => {
    if (node.type === 'FunctionDeclaration') {
      if (node.id) declare(scope, node.id, 'function', node);
    } else if (node.type === 'VariableDeclaration') {
      if (node.kind === 'var' || node.kind === 'let' || node.kind === 'const') {
        const target = node.kind === 'var' ? functionScope : scope;
        for (const { id, init } of node.declarations) declarePattern(target, id, node.kind, init);
      }
    } else if (node.type === 'ExportNamedDeclaration' && node.declaration) {
      hoist(node.declaration, scope, functionScope);
    } else if (node.type === 'ImportDeclaration') {
      for (const specifier of node.specifiers) {
        const name =
          specifier.type === 'ImportNamespaceSpecifier'
            ? '*'
            : specifier.type === 'ImportDefaultSpecifier'
              ? 'default'
              : specifier.imported.type === 'Identifier'
                ? specifier.imported.name
                : String(specifier.imported.value);
        declare(scope, specifier.local, 'import', undefined, { module: String(node.source.value), name });
      }
    }
  };

  /** `var` declarations anywhere in a function belong to the function. */
  const hoistVars = (node: AnyNode, scope: Scope): void => {
    for (const child of childrenOf(node)) {
      if (isFunction(child)) continue;
      if (child.type === 'VariableDeclaration' && child.kind === 'var') hoist(child, scope, scope);
      hoistVars(child, scope);
    }
  };

  const hoistBlock = (statements: readonly AnyNode[], scope: Scope): void => {
    for (const statement of statements) {
      const declared =
        statement.type === 'ExportNamedDeclaration' && statement.declaration ? statement.declaration : statement;
      if (declared.type === 'VariableDeclaration' && declared.kind === 'var') continue;
      hoist(statement, scope, scope);
    }
  };

  const visitFunction = (node: FunctionNode, outer: Scope, parents: AnyNode[]): void => {
    let around = outer;
    if (node.type === 'FunctionExpression' && node.id) {
      around = { names: new Map(), outer, isFunction: false };
      declare(around, node.id, 'function', node);
    }
    const scope: Scope = { names: new Map(), outer: around, isFunction: true };
    for (const parameter of node.params) declarePattern(scope, parameter, 'parameter');
    hoistVars(node.body, scope);
    if (node.body.type === 'BlockStatement') hoistBlock(node.body.body, scope);
    parents.push(node);
    for (const parameter of node.params) visitPattern(parameter, scope, parents, false);
    if (node.body.type === 'BlockStatement') {
      parents.push(node.body);
      for (const statement of node.body.body) visit(statement, scope, parents);
      parents.pop();
    } else visit(node.body, scope, parents);
    parents.pop();
  };

  const refer = (identifier: Identifier, scope: Scope, parents: readonly AnyNode[], write: boolean): void => {
    pending.push({ scope, reference: { identifier, parents: [...parents], write } });
  };

  /** `stores` is true for assignment targets, false for declarations (whose names are no references). */
  const visitPattern = (node: AnyNode, scope: Scope, parents: AnyNode[], stores: boolean): void => {
    if (node.type === 'Identifier') {
      if (stores) refer(node, scope, parents, true);
      return;
    }
    parents.push(node);
    if (node.type === 'ObjectPattern') {
      for (const property of node.properties) {
        if (property.type === 'RestElement') visitPattern(property, scope, parents, stores);
        else {
          parents.push(property);
          if (property.computed) visit(property.key, scope, parents);
          visitPattern(property.value, scope, parents, stores);
          parents.pop();
        }
      }
    } else if (node.type === 'ArrayPattern') {
      for (const element of node.elements) if (element) visitPattern(element, scope, parents, stores);
    } else if (node.type === 'RestElement') visitPattern(node.argument, scope, parents, stores);
    else if (node.type === 'AssignmentPattern') {
      visitPattern(node.left, scope, parents, stores);
      visit(node.right, scope, parents);
    } else {
      parents.pop();
      visit(node, scope, parents);
      return;
    }
    parents.pop();
  };

  const visit = (node: AnyNode, scope: Scope, parents: AnyNode[]): void => {
    switch (node.type) {
      case 'Identifier':
        refer(node, scope, parents, false);
        return;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        visitFunction(node, scope, parents);
        return;
      case 'ImportDeclaration':
        return;
    }
    parents.push(node);
    switch (node.type) {
      case 'BlockStatement': {
        const block: Scope = { names: new Map(), outer: scope, isFunction: false };
        hoistBlock(node.body, block);
        for (const statement of node.body) visit(statement, block, parents);
        break;
      }
      case 'SwitchStatement': {
        visit(node.discriminant, scope, parents);
        const block: Scope = { names: new Map(), outer: scope, isFunction: false };
        hoistBlock(
          node.cases.flatMap((one) => one.consequent),
          block,
        );
        for (const one of node.cases) visit(one, block, parents);
        break;
      }
      case 'ForInStatement':
      case 'ForOfStatement': {
        const loop: Scope = { names: new Map(), outer: scope, isFunction: false };
        if (node.left.type === 'VariableDeclaration') {
          if (node.left.kind !== 'var') for (const { id } of node.left.declarations) declarePattern(loop, id, 'let');
          visit(node.left, loop, parents);
        } else visitPattern(node.left, loop, parents, true);
        visit(node.right, scope, parents);
        visit(node.body, loop, parents);
        break;
      }
      case 'VariableDeclarator':
        visitPattern(node.id, scope, parents, false);
        if (node.init) visit(node.init, scope, parents);
        break;
      case 'AssignmentExpression':
        visitPattern(node.left, scope, parents, true);
        visit(node.right, scope, parents);
        break;
      case 'UpdateExpression':
        visitPattern(node.argument, scope, parents, true);
        break;
      case 'MemberExpression':
        visit(node.object, scope, parents);
        if (node.computed) visit(node.property, scope, parents);
        break;
      case 'Property':
        if (node.computed) visit(node.key, scope, parents);
        visit(node.value, scope, parents);
        break;
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed) visit(node.key, scope, parents);
        if (node.value) visit(node.value, scope, parents);
        break;
      case 'LabeledStatement':
        visit(node.body, scope, parents);
        break;
      case 'BreakStatement':
      case 'ContinueStatement':
        break;
      case 'ExportNamedDeclaration':
        if (node.declaration) visit(node.declaration, scope, parents);
        else if (!node.source)
          for (const { local } of node.specifiers) if (local.type === 'Identifier') refer(local, scope, parents, false);
        break;
      default:
        for (const child of childrenOf(node)) visit(child, scope, parents);
    }
    parents.pop();
  };

  const top: Scope = { names: new Map(), outer: undefined, isFunction: true };
  hoistVars(program, top);
  hoistBlock(program.body, top);
  for (const statement of program.body) visit(statement, top, [program]);

  for (const { scope, reference } of pending) {
    let from: Scope | undefined = scope;
    while (from && !from.names.has(reference.identifier.name)) from = from.outer;
    const binding = from?.names.get(reference.identifier.name);
    if (binding) {
      bound.set(reference.identifier, binding);
      binding.references.push(reference);
    } else free.push(reference);
  }
  return { bindingOf: (identifier) => bound.get(identifier), free, bindings, top: top.names };
}

/** Every name a pattern declares. */
function patternNames(pattern: AnyNode): Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? patternNames(element) : []));
    case 'AssignmentPattern':
      return patternNames(pattern.left);
    case 'RestElement':
      return patternNames(pattern.argument);
    default:
      return [];
  }
}
