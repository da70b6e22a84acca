// The invocation that the functions of `$util` act for. Rendering is synchronous, so there is one at a time:
// template-unit.ts and evaluate.ts enter it before they render.
import type { Clock } from '../../../lib/clock.js';
import { Bug } from '../../../lib/errors.js';
import type { Random } from '../../../lib/random.js';
import { createHostCall } from '../host/host-call.js';
import type { FieldScope } from '../unit.js';
import type { HostCall, UtilSession } from '../util/index.js';
import { searching } from './methods/regex.js';
import type { WriteLog } from './util-members.js';

export interface VtlSession {
  readonly host: HostCall;
  readonly util: UtilSession;
  readonly log: WriteLog;
  enter(scope: FieldScope): void;
}

export function createSession(ports: { readonly clock: Clock; readonly random: Random }): VtlSession {
  const host = createHostCall(ports);
  let scope: FieldScope | undefined;
  const current = (): FieldScope => {
    if (scope === undefined) throw new Bug('$util was called outside a rendering');
    return scope;
  };
  const log: WriteLog = (level, text) => {
    const { operation, trace } = current();
    operation.log.write(level, text);
    (trace ?? operation.trace)?.note('log', { level, text });
  };
  return {
    host(name, argument) {
      if (name !== 'matches') return host(name, argument);
      const [pattern] = JSON.parse(argument) as [string];
      return searching(pattern, () => host(name, argument));
    },
    util: {
      // Templates may leave the type out; the answer then has none (utility-helpers-in-util.md, "Error utils").
      appendError: (fault) => current().errors.push(fault),
      effect: (effect) => current().effects.push(effect),
      log: (level, args) => log(level, args.join(' ')),
      authType: () => current().operation.authType,
    },
    log,
    enter(next) {
      scope = next;
    },
  };
}
