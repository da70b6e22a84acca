// Rule: imports come from the modules APPSYNC_JS has, exports are declarations or lists of names, and the two
// handlers are exported (built-in-modules-js.md, resolver-reference-overview-js.md).
import type { CodeError } from '../code-error.js';
import { compilerError, lintError } from '../code-error.js';
import { exportsOf, HANDLER_NAMES } from '../handlers.js';
import { isFunction, walk } from '../tree.js';
import type { Rule, Subject } from './rule.js';

export const checkModules: Rule = (subject) => [
  ...checkImports(subject),
  ...checkTags(subject),
  ...checkExports(subject),
];

/** A template's tag is one that AppSync gives: `sql` of its rds module, or String.raw. */
function checkTags({ program, scopes }: Subject): CodeError[] {
  const errors: CodeError[] = [];
  walk(program, (node) => {
    if (node.type !== 'TaggedTemplateExpression') return;
    const owner = node.tag.type === 'MemberExpression' ? node.tag.object : node.tag;
    const isImport = owner.type === 'Identifier' && scopes.bindingOf(owner)?.kind === 'import';
    const isRaw = owner !== node.tag && owner.type === 'Identifier' && owner.name === 'String';
    if (!isImport && !isRaw) errors.push(lintError(node, 'Unsupported Syntax Type: TaggedTemplateExpression'));
  });
  return errors;
}

function checkImports({ program, modules }: Subject): CodeError[] {
  const errors: CodeError[] = [];
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration') continue;
    const module = String(statement.source.value);
    const names = modules.get(module);
    if (!names) {
      errors.push(compilerError(statement.source, `Cannot find module '${module}'.`));
      continue;
    }
    for (const specifier of statement.specifiers) {
      if (specifier.type === 'ImportNamespaceSpecifier') continue;
      const name =
        specifier.type === 'ImportDefaultSpecifier'
          ? 'default'
          : specifier.imported.type === 'Identifier'
            ? specifier.imported.name
            : String(specifier.imported.value);
      // A capital begins the name of a type (Context, DynamoDBPutItemRequest): it is nothing at run time.
      if (!names.has(name) && !/^[A-Z]/.test(name)) {
        errors.push(
          compilerError(
            specifier,
            name === 'default'
              ? `Module '"${module}"' has no default export.`
              : `Module '"${module}"' has no exported member '${name}'.`,
          ),
        );
      }
    }
  }
  return errors;
}

function checkExports({ program, scopes }: Subject): CodeError[] {
  const errors: CodeError[] = [];
  for (const statement of program.body) {
    if (statement.type === 'ExportNamedDeclaration' && statement.source) {
      errors.push(lintError(statement, 'Exporting from another module is not supported.'));
    }
  }
  const exported = exportsOf(program);
  for (const name of HANDLER_NAMES) {
    const local = exported.get(name);
    if (local === undefined) {
      const declared = scopes.top.get(name)?.value;
      // A handler that is there but not exported is a slip; one that is absent is execution's business.
      if (isFunction(declared)) errors.push(compilerError(declared, `The function '${name}' is not exported.`));
    } else if (!isFunction(scopes.top.get(local)?.value)) {
      errors.push(compilerError(program, `The export '${name}' is not a function.`));
    }
  }
  if (!HANDLER_NAMES.some((name) => exported.has(name)) && errors.length === 0) {
    errors.push(compilerError(program, "The code must export the functions 'request' and 'response'."));
  }
  return errors;
}
