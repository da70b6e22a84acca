// Expressions of a translated handler: each becomes text that holds nothing of the author's but literals, or UNKNOWN is
// thrown and the realm runs the handler. Used by translate.ts.
import type { AnyNode, Identifier } from 'acorn';
import type { Binding, Scopes } from '../scope.js';
import { memberName } from '../tree.js';

/** Thrown at whatever is not translated. */
export const UNKNOWN: unique symbol = Symbol('not translated');

/**
 * An expression's text. `kind`: `sure` is JSON as it stands and never undefined; `leaf` is a value of the context, or a
 * primitive; `made` was put together on the way. `weight` bounds how many values it holds when written out.
 */
export interface Piece {
  readonly code: string;
  readonly kind: 'sure' | 'leaf' | 'made';
  readonly weight: number;
}

/** An expression on its way out of the handler: JSON, or undefined where `absent`. */
export interface Leaving {
  readonly code: string;
  readonly absent: boolean;
}

/** What expressions need of the handler around them. */
export interface Writer {
  readonly scopes: Scopes;
  /** The handler's parameter. */
  readonly context: Binding | undefined;
  /** A member of `ctx`; `whole`: it goes on as it is, and is not only read from. */
  member(name: string, whole: boolean): { readonly code: string; readonly weight: number };
  /** The name of a function of the library. */
  callee(path: string): string;
  temporary(): string;
}

/** What a declared name holds. */
export interface Local {
  readonly made: boolean;
  readonly weight: number;
}

export interface Expressions {
  value(node: AnyNode): Piece;
  leaving(node: AnyNode): Leaving;
  /** Gives a declared name its own. */
  declare(name: AnyNode, local: Local): string;
  /** A property's key, as text. */
  keyOf(property: AnyNode): string;
  /** A member's name, as text. */
  nameOf(name: string | undefined): string;
}

/** A value used by name many times over is written out as often: this many values at most. */
const HEAVIEST = 256;

/** Names that reach beyond own members. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

const MODULES: Readonly<Record<string, string>> = {
  '@aws-appsync/utils': '',
  '@aws-appsync/utils/dynamodb': 'dynamodb',
  '@aws-appsync/utils/rds': 'rds',
};

const ARITHMETIC = new Set('- * / % ** & | ^ << >> >>>'.split(' '));
const ORDER = new Set('< > <= >='.split(' '));
const EQUALITY = new Set('== === != !=='.split(' '));

/** Arguments that leave the handler with an error, or as its value. */
const LEAVING_ARGUMENTS: Readonly<Record<string, readonly number[]>> = {
  'util.error': [2, 3],
  'util.appendError': [2, 3],
  'runtime.earlyReturn': [0],
};

export function createExpressions(writer: Writer): Expressions {
  const { scopes } = writer;
  const locals = new Map<Binding, Local & { readonly name: string }>();

  function value(node: AnyNode): Piece {
    const piece = pieceOf(node);
    if (piece.weight > HEAVIEST) throw UNKNOWN;
    return piece;
  }

  function pieceOf(node: AnyNode): Piece {
    switch (node.type) {
      case 'Literal':
        return { code: literal(node), kind: 'sure', weight: 1 };
      case 'Identifier':
        return identifier(node);
      case 'TemplateLiteral':
        return template(node);
      case 'MemberExpression':
      case 'ChainExpression':
        return path(node);
      case 'ObjectExpression':
        return object(node);
      case 'ArrayExpression':
        return list(node);
      case 'ConditionalExpression': {
        const [yes, no] = [value(node.consequent), value(node.alternate)];
        return either(`(${value(node.test).code}?${yes.code}:${no.code})`, yes, no);
      }
      case 'LogicalExpression': {
        const [left, right] = [value(node.left), value(node.right)];
        return either(`(${left.code}${node.operator}${right.code})`, left, right);
      }
      case 'UnaryExpression':
        return unary(node);
      case 'BinaryExpression':
        return binary(node);
      case 'CallExpression':
        return call(node);
      default:
        throw UNKNOWN;
    }
  }

  function identifier(node: Identifier): Piece {
    const binding = scopes.bindingOf(node);
    if (!binding) {
      if (node.name !== 'undefined') throw UNKNOWN;
      return { code: 'undefined', kind: 'leaf', weight: 1 };
    }
    const local = locals.get(binding);
    if (local) return { code: local.name, kind: local.made ? 'made' : 'leaf', weight: local.weight };
    // A constant of the module's top. Anything else there is code, and a name used before its declaration is a fault.
    if (scopes.top.get(node.name) !== binding || binding.kind !== 'const') throw UNKNOWN;
    if (binding.value?.type !== 'Literal') throw UNKNOWN;
    return { code: literal(binding.value), kind: 'sure', weight: 1 };
  }

  function template(node: Extract<AnyNode, { type: 'TemplateLiteral' }>): Piece {
    const parts = node.quasis.flatMap(({ value: { cooked } }, at) => {
      const expression = node.expressions[at];
      return [JSON.stringify(cooked ?? ''), ...(expression ? [`$text(${value(expression).code})`] : [])];
    });
    return { code: `(${parts.join('+')})`, kind: 'sure', weight: 1 };
  }

  /** `ctx.args.a?.b[0]`: own members only, and a chain that ends where the author's does. */
  function path(node: AnyNode): Piece {
    let kind: Piece['kind'] = 'leaf';
    let weight = 1;
    const read = (at: AnyNode, then: (code: string) => string): string => {
      if (at.type === 'ChainExpression') return then(read(at.expression, (code) => code));
      if (at.type !== 'MemberExpression') {
        const piece = value(at);
        if (piece.kind === 'made') kind = 'made';
        weight = piece.weight;
        return then(piece.code);
      }
      if (at.object.type === 'Identifier' && isContext(at.object)) {
        const name = memberName(at);
        if (name === undefined) throw UNKNOWN;
        const member = writer.member(name, at === node || (node.type === 'ChainExpression' && at === node.expression));
        weight = member.weight;
        return then(member.code);
      }
      return read(at.object, (code) => {
        const from = writer.temporary();
        const whole = then(readOne(at, from));
        return at.optional ? `((${from}=${code})==null?undefined:${whole})` : `(${from}=${code},${whole})`;
      });
    };
    const code = read(node, (read) => read);
    return { code, kind, weight };
  }

  function readOne(node: Extract<AnyNode, { type: 'MemberExpression' }>, from: string): string {
    if (node.computed && node.property.type === 'Literal' && typeof node.property.value === 'number') {
      const index = node.property.value;
      if (!Number.isInteger(index)) throw UNKNOWN;
      return `$at(${from},${index})`;
    }
    const name = nameOf(memberName(node));
    return `(typeof ${from}==="object"&&${from}!==null&&$hasOwn(${from},${name})?${from}[${name}]:$missing(${from},${name}))`;
  }

  function object(node: Extract<AnyNode, { type: 'ObjectExpression' }>): Piece {
    let kind: Piece['kind'] = 'sure';
    let weight = 1;
    const members = node.properties.map((property) => {
      if (property.type === 'SpreadElement') {
        const piece = value(property.argument);
        kind = 'made';
        weight += piece.weight;
        return spread(piece);
      }
      const piece = value(property.value);
      if (piece.kind !== 'sure') kind = 'made';
      weight += piece.weight;
      return `${keyOf(property)}:${piece.code}`;
    });
    return { code: `{${members.join(',')}}`, kind, weight };
  }

  function spread({ code, kind }: Piece): string {
    return kind === 'made' ? `...$spread(${code})` : `...$members(${code})`;
  }

  function list(node: Extract<AnyNode, { type: 'ArrayExpression' }>): Piece {
    const pieces = node.elements.map((element) => {
      if (!element) throw UNKNOWN;
      return value(element);
    });
    return {
      code: `[${pieces.map(({ code }) => code).join(',')}]`,
      kind: pieces.every(({ kind }) => kind === 'sure') ? 'sure' : 'made',
      weight: pieces.reduce((sum, { weight }) => sum + weight, 1),
    };
  }

  function unary(node: Extract<AnyNode, { type: 'UnaryExpression' }>): Piece {
    const { code } = value(node.argument);
    switch (node.operator) {
      case '!':
        return { code: `!${code}`, kind: 'sure', weight: 1 };
      case 'typeof':
        return { code: `$type(${code})`, kind: 'sure', weight: 1 };
      case 'void':
        return { code: `(${code},undefined)`, kind: 'leaf', weight: 1 };
      case '-':
      case '+':
        return { code: `(${node.operator} $primitive(${code}))`, kind: 'leaf', weight: 1 };
      default:
        throw UNKNOWN;
    }
  }

  function binary(node: Extract<AnyNode, { type: 'BinaryExpression' }>): Piece {
    const { operator } = node;
    if (node.left.type === 'PrivateIdentifier') throw UNKNOWN;
    const [left, right] = [value(node.left).code, value(node.right).code];
    if (EQUALITY.has(operator)) {
      const [a, b] =
        isNothing(node.left) || isNothing(node.right) ? [left, right] : [`$identity(${left})`, `$identity(${right})`];
      return { code: `(${a}${operator}${b})`, kind: 'sure', weight: 1 };
    }
    if (operator === '+') return { code: `$plus(${left},${right})`, kind: 'leaf', weight: 1 };
    if (!ARITHMETIC.has(operator) && !ORDER.has(operator)) throw UNKNOWN;
    const kind = ORDER.has(operator) ? 'sure' : 'leaf';
    return { code: `($primitive(${left})${operator}$primitive(${right}))`, kind, weight: 1 };
  }

  /** `=== null`, `!= undefined`, `=== void 0`. */
  function isNothing(node: AnyNode): boolean {
    if (node.type === 'Literal') return node.raw === 'null';
    if (node.type === 'UnaryExpression') return node.operator === 'void' && node.argument.type === 'Literal';
    return node.type === 'Identifier' && node.name === 'undefined' && !scopes.bindingOf(node);
  }

  function call(node: Extract<AnyNode, { type: 'CallExpression' }>): Piece {
    if (node.optional) throw UNKNOWN;
    const path = libraryPath(node.callee);
    const callee = writer.callee(path);
    let weight = 1;
    const args = node.arguments.map((argument, at) => {
      if (argument.type === 'SpreadElement') throw UNKNOWN;
      if (LEAVING_ARGUMENTS[path]?.includes(at)) return leaving(argument).code;
      const piece = value(argument);
      weight += 3 * piece.weight;
      return piece.kind === 'leaf' ? `$given(${piece.code})` : piece.code;
    });
    return { code: `${callee}(${args.join(',')})`, kind: 'made', weight };
  }

  /** `util.time.nowISO8601`, by the name the library has for it. */
  function libraryPath(node: AnyNode): string {
    if (node.type === 'Identifier') {
      const binding = scopes.bindingOf(node);
      if (!binding) return node.name;
      const { imported } = binding;
      const module = imported && MODULES[imported.module];
      if (!imported || module === undefined) throw UNKNOWN;
      return [module, imported.name === '*' ? '' : imported.name].filter((part) => part !== '').join('.');
    }
    if (node.type !== 'MemberExpression' || node.optional) throw UNKNOWN;
    const name = memberName(node);
    if (name === undefined) throw UNKNOWN;
    return [libraryPath(node.object), name].filter((part) => part !== '').join('.');
  }

  function leaving(node: AnyNode): Leaving {
    switch (node.type) {
      case 'ObjectExpression':
        return leavingObject(node);
      case 'ArrayExpression': {
        if (value(node).kind === 'sure') break;
        const elements = node.elements.map((element) => {
          if (!element) throw UNKNOWN;
          const { code, absent } = leaving(element);
          return absent ? `(${code}??null)` : code;
        });
        return { code: `[${elements.join(',')}]`, absent: false };
      }
      case 'ConditionalExpression': {
        const [yes, no] = [leaving(node.consequent), leaving(node.alternate)];
        const code = `(${value(node.test).code}?${yes.code}:${no.code})`;
        return { code, absent: yes.absent || no.absent };
      }
      case 'LogicalExpression': {
        const [left, right] = [leaving(node.left), leaving(node.right)];
        const absent = right.absent || (node.operator === '&&' && left.absent);
        return { code: `(${left.code}${node.operator}${right.code})`, absent };
      }
    }
    const { code, kind } = value(node);
    if (kind === 'sure') return { code, absent: false };
    return { code: kind === 'leaf' ? `$leaf(${code})` : `$settled(${code})`, absent: true };
  }

  function leavingObject(node: Extract<AnyNode, { type: 'ObjectExpression' }>): Leaving {
    const whole = value(node);
    if (whole.kind === 'sure') return { code: whole.code, absent: false };
    const absent: string[] = [];
    let made = false;
    const members = node.properties.map((property) => {
      if (property.type === 'SpreadElement') {
        const piece = value(property.argument);
        made ||= piece.kind === 'made';
        return spread(piece);
      }
      const member = leaving(property.value);
      if (!member.absent) return `${keyOf(property)}:${member.code}`;
      const name = writer.temporary();
      absent.push(`${name}===undefined`);
      return `${keyOf(property)}:(${name}=${member.code})`;
    });
    const code = `{${members.join(',')}}`;
    if (made) return { code: `$settled(${code})`, absent: false };
    if (absent.length === 0) return { code, absent: false };
    const name = writer.temporary();
    return { code: `(${name}=${code},${absent.join('||')}?$dropped(${name}):${name})`, absent: false };
  }

  function keyOf(property: AnyNode): string {
    if (property.type !== 'Property' || property.computed || property.kind !== 'init') throw UNKNOWN;
    const { key } = property;
    if (key.type === 'Identifier') return nameOf(key.name);
    if (key.type !== 'Literal') throw UNKNOWN;
    if (typeof key.value === 'number') return String(key.value);
    return nameOf(typeof key.value === 'string' ? key.value : undefined);
  }

  function declare(name: AnyNode, local: Local): string {
    const binding = name.type === 'Identifier' ? scopes.bindingOf(name) : undefined;
    // A name that is written again could hold anything; so could a `var`, which may even be the handler's parameter.
    if (!binding || !['const', 'let', 'parameter'].includes(binding.kind)) throw UNKNOWN;
    if (binding === writer.context || locals.has(binding)) throw UNKNOWN;
    if (binding.references.some(({ write }) => write)) throw UNKNOWN;
    const own = `v${locals.size}`;
    locals.set(binding, { ...local, name: own });
    return own;
  }

  function isContext(node: AnyNode): boolean {
    return node.type === 'Identifier' && writer.context !== undefined && scopes.bindingOf(node) === writer.context;
  }

  return { value, leaving, declare, keyOf, nameOf };
}

/** Text for a member's name; what every object inherits is the realm's. */
function nameOf(name: string | undefined): string {
  if (name === undefined || INHERITED.has(name)) throw UNKNOWN;
  return JSON.stringify(name);
}

function literal(node: Extract<AnyNode, { type: 'Literal' }>): string {
  const { value } = node;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) {
    if (node.regex) throw UNKNOWN;
    return JSON.stringify(value);
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) throw UNKNOWN;
  return String(value);
}

function either(code: string, one: Piece, other: Piece): Piece {
  const kind =
    one.kind === 'made' || other.kind === 'made'
      ? 'made'
      : one.kind === 'sure' && other.kind === 'sure'
        ? 'sure'
        : 'leaf';
  return { code, kind, weight: one.weight + other.weight };
}
