// The allow-list of APPSYNC_JS: every kind of node, operator and global name that code may hold; what is not listed is
// refused. Security code: `import()`, `async`, `new`, `this` end here (docs/decisions/0005-resolver-realm.md).
// Source: supported-features.md of the AppSync guide; messages are those of AWS's linter, @aws-appsync/eslint-plugin.
import type { AnyNode } from 'acorn';

/** A node's type: true when allowed, else what AWS's linter says. */
const NODES: Readonly<Record<string, true | string>> = {
  Program: true,
  ImportDeclaration: true,
  ImportSpecifier: true,
  ImportNamespaceSpecifier: true,
  ImportDefaultSpecifier: true,
  ExportNamedDeclaration: true,
  ExportSpecifier: true,
  VariableDeclaration: true,
  VariableDeclarator: true,
  FunctionDeclaration: true,
  FunctionExpression: true,
  ArrowFunctionExpression: true,
  BlockStatement: true,
  ExpressionStatement: true,
  EmptyStatement: true,
  IfStatement: true,
  ForInStatement: true,
  ForOfStatement: true,
  SwitchStatement: true,
  SwitchCase: true,
  BreakStatement: true,
  ReturnStatement: true,
  Identifier: true,
  Literal: true,
  TemplateLiteral: true,
  TemplateElement: true,
  TaggedTemplateExpression: true,
  ArrayExpression: true,
  ObjectExpression: true,
  Property: true,
  SpreadElement: true,
  RestElement: true,
  ArrayPattern: true,
  ObjectPattern: true,
  AssignmentPattern: true,
  UnaryExpression: true,
  BinaryExpression: true,
  LogicalExpression: true,
  AssignmentExpression: true,
  ConditionalExpression: true,
  CallExpression: true,
  MemberExpression: true,
  ChainExpression: true,
  SequenceExpression: true,
  ForStatement: 'For statements are not supported.',
  WhileStatement: 'While statements are not supported.',
  DoWhileStatement: 'do...while statements are not supported.',
  TryStatement: 'Try statements are not supported.',
  ThrowStatement: 'Throw statements are not supported.',
  LabeledStatement: 'Labeled statements are not supported.',
  ContinueStatement: 'Continue statements are not supported',
  ClassDeclaration: 'Class declarations are not supported.',
  ClassExpression: 'Class declarations are not supported.',
  ThisExpression: 'This expressions are not supported.',
  NewExpression: 'New expressions are not supported.',
  AwaitExpression: 'The `await` keyword is not supported',
  YieldExpression: 'Yield statements are not supported',
  ImportExpression: 'Dynamic imports are not supported.',
};

const UNARY = new Set(['+', '-', '!', 'typeof', 'void', 'delete']);
const BINARY = new Set('+ - * / % ** == != === !== < <= > >= & | ^ << >> >>> '.trim().split(' '));
const ASSIGN = new Set('= += -= *= /= %= **= &= |= ^= <<= >>= >>>= &&= ||= ??='.split(' '));

/** What is wrong with a node by itself, or undefined. */
export function nodeFault(node: AnyNode): string | undefined {
  const rule = NODES[node.type];
  if (rule === undefined) {
    return node.type === 'UpdateExpression'
      ? `The operator ${node.operator} is not supported`
      : `Unsupported Syntax Type: ${node.type}`;
  }
  if (rule !== true) {
    return node.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name === 'Promise'
      ? 'Promise is not supported'
      : rule;
  }
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      if (node.async) return 'Async functions are not supported.';
      return node.generator ? 'Generator functions are not supported.' : undefined;
    case 'ForOfStatement':
      return node.await ? 'The `await` keyword is not supported' : undefined;
    case 'Literal':
      if (node.regex) return 'Regex literals are not supported.';
      return node.bigint !== undefined && node.bigint !== null ? 'BigInt literals are not supported.' : undefined;
    case 'UnaryExpression':
      return UNARY.has(node.operator) ? undefined : `The operator ${node.operator} is not supported`;
    case 'BinaryExpression':
      if (node.operator === 'in') return 'in operator is not supported. Use Object.hasOwn().';
      return BINARY.has(node.operator) ? undefined : `The operator ${node.operator} is not supported`;
    case 'AssignmentExpression':
      return ASSIGN.has(node.operator) ? undefined : `The operator ${node.operator} is not supported`;
    case 'VariableDeclaration':
      return node.kind === 'const' || node.kind === 'let' || node.kind === 'var'
        ? undefined
        : `Unsupported Syntax Type: ${node.kind}`;
    case 'Property':
      return node.kind === 'init'
        ? undefined
        : `Unsupported Syntax Type: ${node.kind === 'get' ? 'Get' : 'Set'}Accessor`;
    default:
      return undefined;
  }
}

/** Names with a value that code may use without declaring them ("Globals"). */
export const GLOBAL_VALUES: ReadonlySet<string> = new Set([
  'undefined',
  'NaN',
  'Infinity',
  'util',
  'extensions',
  'runtime',
]);

/** Global objects and the members they have; they can be used in no other way than `Name.member`. */
export const GLOBAL_OBJECTS: Readonly<Record<string, readonly string[]>> = {
  Object: ['assign', 'entries', 'hasOwn', 'keys', 'values'],
  Math: ['random', 'min', 'max', 'round', 'floor', 'ceil'],
  JSON: ['parse', 'stringify'],
  Number: ['isFinite', 'isNaN'],
  String: ['raw'],
  Array: ['isArray'],
  console: ['log', 'error'],
};

/** How AWS's linter names the interface whose method it refuses: `Method ObjectConstructor.freeze is not implemented`. */
export const GLOBAL_INTERFACES: Readonly<Record<string, string>> = {
  Object: 'ObjectConstructor',
  Math: 'Math',
  JSON: 'JSON',
  Number: 'NumberConstructor',
  String: 'String',
  Array: 'Array',
  console: 'Console',
};

/** Methods of values that AppSync does not have, by the type they belong to. */
export const MISSING_METHODS = {
  Array: new Set(
    'copyWithin entries from group groupToMap keys of toLocaleString toString values toSorted toReversed toSpliced with'.split(
      ' ',
    ),
  ),
  String: new Set(
    (
      'charCodeAt codePointAt fromCharCode fromCodePoint localeCompare match matchAll normalize padEnd padStart repeat search ' +
      'toLocaleLowerCase toLocaleUpperCase valueOf anchor big blink bold fixed fontcolor fontsize italics link small strike sub sup'
    ).split(' '),
  ),
} as const;

/** Members that lead out of a value to what made it; never part of APPSYNC_JS. */
export const FORBIDDEN_MEMBERS: ReadonlySet<string> = new Set([
  'constructor',
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);

/** Methods of functions; "the apply, bind, and call methods are not supported". */
export const FUNCTION_METHODS: ReadonlySet<string> = new Set(['apply', 'bind', 'call']);

/** Methods that take a function. */
export const CALLBACK_METHODS: ReadonlySet<string> = new Set(
  'map find filter findIndex findLast findLastIndex forEach reduce reduceRight every some flatMap'.split(' '),
);
