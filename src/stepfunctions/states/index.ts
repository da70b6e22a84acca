// The state types, one line each.
import { choice } from './choice.js';
import { fail } from './fail.js';
import { map } from './map.js';
import { parallel } from './parallel.js';
import { pass } from './pass.js';
import type { StateType } from './state.js';
import { succeed } from './succeed.js';
import { task } from './task.js';
import { wait } from './wait.js';

export const STATE_TYPES: readonly StateType[] = [pass, task, choice, wait, succeed, fail, parallel, map];
