// A util library for tests: a host with a manual clock and seeded chance, and a session that keeps what it is told.
import { createUtil, type Fault, type HostCall, type UtilEffect } from '../../../../src/appsync/runtime/util/index.js';
import { createSeededRandom } from '../../../../src/lib/random.js';

/** 2018-02-06T19:01:35.750Z, the moment of the developer guide's examples. */
export const NOW = 1_517_943_695_750;

export function createLibrary() {
  const random = createSeededRandom(7);
  const clock = { now: NOW };
  const host: HostCall = (name, argument) => {
    switch (name) {
      case 'now':
        return String(clock.now);
      case 'uuid':
        return random.uuid();
      case 'random':
        return String(random.next());
      case 'bytes':
        return Buffer.from(random.bytes(Number(argument))).toString('hex');
      case 'matches': {
        const [pattern, text] = JSON.parse(argument) as [string, string];
        return String(new RegExp(`^(?:${pattern})$`).test(text));
      }
      default:
        throw new Error(`no host call ${name}`);
    }
  };
  const seen = { errors: [] as Fault[], effects: [] as UtilEffect[], logs: [] as unknown[] };
  const library = createUtil(host, {
    appendError: (fault) => seen.errors.push(fault),
    effect: (effect) => seen.effects.push(effect),
    log: (level, args) => seen.logs.push([level, ...args]),
    authType: () => 'IAM Authorization',
  });
  return { ...library, seen, clock };
}

/** What `run` throws. */
export function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
