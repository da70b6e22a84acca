// What the operations work with. Made by start(), handed to every operation.
import type { Account } from '../aws/arn.js';
import type { Clock } from '../lib/clock.js';
import type { Random } from '../lib/random.js';
import type { Database } from '../lib/sqlite.js';
import type { Blobs } from './store/blobs.js';
import type { Buckets } from './store/buckets.js';
import type { Objects } from './store/objects.js';
import type { Uploads } from './store/uploads.js';

export interface ApiPorts {
  readonly buckets: Buckets;
  readonly objects: Objects;
  readonly uploads: Uploads;
  readonly blobs: Blobs;
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly account: Account;
}
