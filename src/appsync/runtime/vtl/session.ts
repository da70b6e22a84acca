// The invocation that the functions of `$util` act for. Rendering is synchronous, so there is one at a time:
// template-unit.ts and evaluate.ts enter it before they render.
import type { Clock } from '../../../lib/clock.js';
import { Bug } from '../../../lib/errors.js';
import type { Random } from '../../../lib/random.js';
import type { FieldScope } from '../unit.js';
import type { HostCall, UtilSession } from '../util/index.js';
import { JavaException } from './faults.js';
import { javaPattern } from './methods/regex.js';
import type { WriteLog } from './util-members.js';

export interface VtlSession {
  readonly host: HostCall;
  readonly util: UtilSession;
  readonly log: WriteLog;
  enter(scope: FieldScope): void;
}

export function createSession(ports: { readonly clock: Clock; readonly random: Random }): VtlSession {
  let scope: FieldScope | undefined;
  const current = (): FieldScope => {
    if (scope === undefined) throw new Bug('$util was called outside a rendering');
    return scope;
  };
  const log: WriteLog = (level, text) => {
    const { operation } = current();
    operation.log.write(level, text);
    operation.trace?.note('log', { level, text });
  };
  return {
    host: (name, argument) => answer(ports, name, argument),
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

function answer({ clock, random }: { clock: Clock; random: Random }, name: string, argument: string): string {
  switch (name) {
    case 'now':
      return String(clock.now());
    case 'uuid':
      return random.uuid();
    case 'random':
      return String(random.next());
    case 'bytes':
      return Buffer.from(random.bytes(Number(argument))).toString('hex');
    case 'matches': {
      const [pattern, text] = JSON.parse(argument) as [string, string];
      return String(matchesWhole(pattern, text));
    }
  }
  throw new JavaException('java.lang.UnsupportedOperationException', name);
}

function matchesWhole(pattern: string, text: string): boolean {
  const { source, flags } = javaPattern(pattern);
  return new RegExp(`^(?:${source})$`, flags).test(text);
}
