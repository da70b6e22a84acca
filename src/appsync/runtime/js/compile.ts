// Source text to a module that runs in a realm: parse, check, instrument, load. Pure but for the realm it loads into.
import type { AnyNode, Program } from 'acorn';
import { checkCode } from './check/check.js';
import { suspectCalls } from './check/members.js';
import type { CodeError } from './code-error.js';
import type { Library } from './direct/library.js';
import { type Translation, translate } from './direct/translate.js';
import { type HandlerName, handlersOf } from './handlers.js';
import { instrument } from './instrument.js';
import { parseCode, TOO_DEEP } from './parse.js';
import type { Realm } from './realm.js';
import { resolveScopes } from './scope.js';
import { type HandlerShape, shapeOfModule } from './shape.js';
import { type AuthorPlace, createPositions } from './source-positions.js';
import { walk } from './tree.js';

export interface LoadedModule {
  /** The realm's number for it. */
  readonly id: number;
  readonly handlers: Readonly<Partial<Record<HandlerName, HandlerShape>>>;
  /** The handlers that need not enter the realm. */
  readonly direct: Readonly<Partial<Record<HandlerName, Translation>>>;
  /** The author's place of `13:5` or of a stack trace's first frame in this module. */
  locate(placeOrStack: string): AuthorPlace | undefined;
  /** What the engine said, in terms of the author's text instead of the instrumented one. */
  explain(message: string, stack: string): string;
}

/** `warnings`: AppSync accepts this, but it will not run there as it does here. */
export type Compiled =
  | { readonly module: LoadedModule; readonly warnings: readonly CodeError[] }
  | { readonly errors: readonly CodeError[] };

/** AppSync's limit for code (service quotas: 32,768 characters). */
export const MAX_CODE_LENGTH = 32_768;

/** What the engine calls every module in stack traces. */
const FILE = 'appsync:code.js';
const FRAME = /appsync:code\.js:(\d+):(\d+)/;

/** `library`: for handlers that need not enter the realm; without it all do. */
export function compileModule(code: string, realm: Realm, library?: Library): Compiled {
  try {
    return compileParsed(code, realm, library);
  } catch (fault) {
    if (fault instanceof RangeError) return { errors: [TOO_DEEP] };
    throw fault;
  }
}

function compileParsed(code: string, realm: Realm, library: Library | undefined): Compiled {
  const parsed = parseCode(code);
  if ('error' in parsed) return { errors: [parsed.error] };
  const { program } = parsed;
  const scopes = resolveScopes(program);
  const subject = { program, scopes, modules: realm.modules };
  const errors = checkCode(subject);
  if (errors.length > 0) return { errors };

  const { stateless, handlers } = shapeOfModule(program, scopes);
  const direct: Partial<Record<HandlerName, Translation>> = {};
  for (const [name, node] of Object.entries(library && stateless ? handlersOf(scopes, program) : {})) {
    const translation = translate(node, scopes, library!);
    if (translation) direct[name as HandlerName] = translation;
  }
  const { script, original } = instrument(code, program, scopes, stateless);
  // Only a fault or a log line asks for places.
  let positions: ReturnType<typeof createPositions> | undefined;
  const placeOf = (stack: string): { line: number; column: number } | undefined => {
    const found = FRAME.exec(stack);
    return found ? original({ line: Number(found[1]), column: Number(found[2]) }) : undefined;
  };
  return {
    warnings: suspectCalls(subject),
    module: {
      id: realm.load(script, FILE),
      handlers,
      direct,
      locate(placeOrStack) {
        const plain = /^(\d+):(\d+)$/.exec(placeOrStack);
        const place = plain ? { line: Number(plain[1]), column: Number(plain[2]) } : placeOf(placeOrStack);
        positions ??= createPositions(code);
        return place && positions(place);
      },
      explain: (message, stack) => explain(message, code, program, placeOf(stack)),
    },
  };
}

/** `$.sized(...).x is not a function` was `ctx.args.list.x(...)` to its author. */
function explain(
  message: string,
  code: string,
  program: Program,
  place: { line: number; column: number } | undefined,
): string {
  if (!/\$+\.\w+\b/.test(message) || !place) return message;
  const iterable = message.includes('iterable');
  let best: string | undefined;
  let length = Infinity;
  walk(program, (node) => {
    const start = node.loc!.start;
    const end = node.loc!.end;
    const inside =
      (start.line < place.line || (start.line === place.line && start.column < place.column)) &&
      (end.line > place.line || (end.line === place.line && end.column >= place.column - 1));
    if (!inside) return false;
    if (node.end - node.start > length) return undefined;
    const text = iterable ? iterated(node) : node.type === 'CallExpression' ? node.callee : undefined;
    if (!text) return undefined;
    best = `${code.slice(text.start, text.end)} is not ${iterable ? 'iterable' : 'a function'}`;
    length = node.end - node.start;
    return undefined;
  });
  return best ?? message;
}

/** What a loop or spread goes over; V8 reports a spread argument at the call around it. */
function iterated(node: AnyNode): AnyNode | undefined {
  if (node.type === 'ForOfStatement') return node.right;
  if (node.type === 'SpreadElement') return node.argument;
  const spread = node.type === 'CallExpression' && node.arguments.find(({ type }) => type === 'SpreadElement');
  return spread && spread.type === 'SpreadElement' ? spread.argument : undefined;
}
