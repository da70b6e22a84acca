// Runs a translated handler and gives its outcome, or undefined where the realm has to run it. Used by runtime.ts; it has
// changed nothing of the field when it gives undefined.

import type { FieldScope, Outcome, StepState } from '../../unit.js';
import { EarlyReturn, type Fault, RaisedFault, UnauthorizedFault } from '../../util/index.js';
import type { Library } from './library.js';
import type { Translation } from './translate.js';
import { values } from './values.js';

export type DirectHandler = (scope: FieldScope, state: StepState) => Outcome | undefined;

type Translated = (scope: FieldScope, state: StepState, stash: Record<string, unknown> | undefined) => unknown;

export interface DirectSetting {
  readonly library: Library;
  /** What util.appendError was called with; emptied before each run. */
  readonly appended: Fault[];
  /** The outcome of util.unauthorized. */
  unauthorized(fault: Fault, scope: FieldScope): Outcome;
}

const NOTHING: Outcome = { kind: 'value', value: null };

/** A handler that is left to the realm this often in a row is not tried again. */
const MOST_LEFT = 64;

export function directHandler(translation: Translation, setting: DirectSetting): DirectHandler {
  const { writesStash } = translation;
  const { appended, library } = setting;
  let run: Translated | undefined;
  let left = 0;

  const commit = (scope: FieldScope, stash: Record<string, unknown> | undefined): void => {
    if (appended.length > 0) scope.errors.push(...appended.splice(0));
    if (stash) scope.stash = Object.values(stash).includes(undefined) ? values.dropped(stash) : stash;
  };

  return (scope, state) => {
    if (left >= MOST_LEFT) return undefined;
    run ??= made(translation, library);
    if (!run) {
      left = MOST_LEFT;
      return undefined;
    }
    if (appended.length > 0) appended.length = 0;
    const stash = writesStash ? { ...scope.stash } : undefined;
    try {
      const value = run(scope, state, stash);
      left = 0;
      if (writesStash || appended.length > 0) commit(scope, stash);
      return value === undefined ? NOTHING : { kind: 'value', value };
    } catch (thrown) {
      // LEAVE, or a fault whose place and words the realm will tell.
      if (!(thrown instanceof RaisedFault) && !(thrown instanceof EarlyReturn)) {
        left += 1;
        return undefined;
      }
      left = 0;
      commit(scope, stash);
      if (thrown instanceof EarlyReturn)
        return { kind: 'early-return', value: thrown.value ?? null, skipTo: thrown.skipTo };
      if (thrown instanceof UnauthorizedFault) return setting.unauthorized(thrown.fault, scope);
      return { kind: 'error', fault: thrown.fault };
    }
  };
}

/**
 * Made when the handler first runs: most of an app's never do. Undefined where the process forbids functions made of text
 * (--disallow-code-generation-from-strings).
 */
function made({ text, calls }: Translation, library: Library): Translated | undefined {
  const names = Object.keys(values).map((name) => `$${name}`);
  const functions = calls.map((_path, at) => `f${at}`);
  let make: (...given: unknown[]) => unknown;
  try {
    make = new Function(...names, ...functions, `'use strict';${text}`) as typeof make;
  } catch (fault) {
    if (fault instanceof EvalError) return undefined;
    throw fault;
  }
  return make(...Object.values(values), ...calls.map((path) => library.get(path)!)) as Translated;
}
