// Carries a handler's context into the realm and its value out: only what the handler reads, and what it merely passes
// on stays outside with a number in its place (docs/decisions/0005-resolver-realm.md, "What crosses"). Used by runtime.ts.
import { isObject } from '../../../lib/json.js';
import type { FieldScope, StepState } from '../unit.js';
import { createReader, createWriter, writeNull, writeRef } from './realm/codec.js';
import { infoOf } from './realm/info.js';
import { FIRST_REF, MOST_REFS, PARTS, type Part, type RealmApi } from './realm/protocol.js';
import type { ContextMember, MemberUse } from './shape.js';

/** What one handler is sent, in the order of the box. */
export type Manifest = readonly { readonly part: Part; readonly bit: number; readonly use: MemberUse }[];

export interface Crossing {
  /** Fills the realm's in box, and gives the bits of what is in it. */
  send(manifest: Manifest, scope: FieldScope, state: StepState): number;
  /** The value that `run` answered with; `answer` is neither NOTHING_RETURNED nor SEE_RECORD. */
  receive(answer: number): unknown;
  /** What stayed outside in the last run, by number. */
  outside(ref: number): unknown;
}

/** Boxes that grew beyond this are given back. */
const KEPT_LENGTH = 4096;

export function manifestOf(uses: ReadonlyMap<ContextMember, MemberUse>): Manifest {
  return PARTS.flatMap((part, index) => {
    const use = uses.get(part);
    return use ? [{ part, bit: 1 << index, use }] : [];
  });
}

export function createCrossing({ inBox, outBox }: Pick<RealmApi, 'inBox' | 'outBox'>): Crossing {
  const refs: unknown[] = [];
  const writer = createWriter(inBox);
  const reader = createReader(outBox, refs);
  let end = 0;

  const writeValue = (value: unknown, at: number, staysOutside: boolean): number => {
    if (staysOutside && typeof value === 'object' && value !== null && refs.length < MOST_REFS) {
      refs.push(value);
      return writeRef(inBox, at, refs.length - 1);
    }
    return writer.write(value, at);
  };

  const writePart = (value: unknown, { keys, staysOutside, keysOutside }: MemberUse, start: number): number => {
    if (staysOutside || keys === 'all' || !isObject(value)) {
      const next = writeValue(value, start, staysOutside);
      return next === start ? writeNull(inBox, start) : next;
    }
    let at = start + 2;
    let members = 0;
    for (const key of keys) {
      if (!Object.hasOwn(value, key)) continue;
      const next = writeValue(value[key], at + 1, keysOutside.includes(key));
      if (next === at + 1) continue;
      inBox[at] = key;
      at = next;
      members += 1;
    }
    inBox[start] = null;
    inBox[start + 1] = members;
    return at;
  };

  return {
    send(manifest, scope, state) {
      refs.length = 0;
      if (end > KEPT_LENGTH) inBox.length = 0;
      let bits = 0;
      end = 0;
      for (const { part, bit, use } of manifest) {
        const found = partOf(part, scope, state);
        const value = part === 'info' && use.staysOutside ? infoOf(found) : found;
        if (value === undefined) continue;
        bits |= bit;
        end = writePart(value, use, end);
      }
      return bits;
    },
    receive(answer) {
      if (answer <= FIRST_REF) return refs[FIRST_REF - answer];
      reader.rewind();
      const value = reader.next();
      if (answer > KEPT_LENGTH) outBox.length = 0;
      return value;
    },
    outside: (ref) => refs[ref],
  };
}

/** Undefined for what the context has as its default. */
function partOf(name: Part, scope: FieldScope, state: StepState): unknown {
  switch (name) {
    case 'arguments':
      return scope.arguments;
    case 'source':
      return scope.source ?? undefined;
    case 'prev':
      return state.prev;
    case 'result':
      return state.result ?? undefined;
    case 'error':
      // `ctx.error` has `message` and `type` (resolver-context-reference-js.md).
      return state.error && { message: state.error.message, type: state.error.errorType };
    case 'outErrors':
      return scope.errors.length > 0 ? scope.errors : undefined;
    case 'info':
      return scope.info();
  }
}
