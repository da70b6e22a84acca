// What the operations of the API work with. Made by start(), handed to every operation.
import type { Account } from '../aws/arn.js';
import type { Change } from '../definition/registry.js';
import type { Clock } from '../lib/clock.js';
import type { Random } from '../lib/random.js';
import type { Database } from '../lib/sqlite.js';
import type { Scheduler } from './engine/requests.js';
import type { EngineStores } from './engine/scheduler.js';
import type { StepFunctionsProgram } from './model.js';
import type { Versions } from './store/versions.js';

export interface ApiPorts {
  /** The program served now. */
  program(): StepFunctionsProgram;
  readonly scheduler: Scheduler;
  readonly stores: EngineStores & { readonly versions: Versions };
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly account: Account;
  /** The one road in: resolves when the machine is (or is no longer) served. */
  readonly control: { apply(change: Change): Promise<unknown> };
  /** When the wing started: the creation date of machines that come from files. */
  readonly startedAt: number;
}
