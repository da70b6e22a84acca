// What the operations of the API work with. Made by start(), handed to every operation.
import type { Account } from '../aws/arn.js';
import type { Clock } from '../lib/clock.js';
import type { Database } from '../lib/sqlite.js';
import type { Events } from './store/events.js';
import type { Groups } from './store/groups.js';

export interface ApiPorts {
  readonly groups: Groups;
  readonly events: Events;
  readonly database: Database;
  readonly clock: Clock;
  readonly account: Account;
}
