// What util may ask of the outside: time, chance, hashes and Java patterns. Used by realm.ts for the resolver realm,
// and by whoever runs util in the host. Answers are text; faults are thrown.
import { createHash } from 'node:crypto';
import type { Clock } from '../../../lib/clock.js';
import { Bug } from '../../../lib/errors.js';
import type { Random } from '../../../lib/random.js';
import type { HostCall } from '../util/host.js';
import { matchesPattern, replacePattern } from './java-pattern.js';

export interface HostPorts {
  readonly clock: Clock;
  readonly random: Random;
}

/** The names of util/host.ts, and 'replace' (JSON [text, pattern, replacement, all] -> text, Java's rules). */
export function createHostCall({ clock, random }: HostPorts): HostCall {
  return (name, argument) => {
    switch (name) {
      case 'now':
        return String(clock.now());
      case 'uuid':
        return random.uuid();
      case 'random':
        return String(random.next());
      case 'bytes':
        return Buffer.from(random.bytes(Number(argument))).toString('hex');
      case 'hash': {
        const [algorithm, text] = JSON.parse(argument) as [string, string];
        return createHash(algorithm).update(text, 'utf8').digest('hex');
      }
      case 'matches': {
        const [pattern, text] = JSON.parse(argument) as [string, string];
        return String(matchesPattern(pattern, text));
      }
      case 'replace': {
        const [text, pattern, replacement, all] = JSON.parse(argument) as [string, string, string, boolean];
        return replacePattern(text, pattern, replacement, all);
      }
      default:
        throw new Bug(`No host call is named ${name}`);
    }
  };
}
