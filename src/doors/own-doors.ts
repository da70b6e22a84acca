// The doors under `/_offsync/`: offsync's own, not AWS's. The emulator hands in what they do; they only speak HTTP.
import type { Door } from '../lib/door.js';
import { isLoopback } from '../lib/host-name.js';
import { plainError } from './dispatch.js';

/** Says that the program serves. */
export const healthDoor: Door = () => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"status":"ok"}',
});

/** Empties the data and answers when the seeds are back. */
export function createResetDoor(reset: () => Promise<void>): Door {
  return async ({ headers: { origin } }) => {
    // A page of somebody else's must not empty the tables through the browser of whoever looks at it.
    if (origin !== undefined && !(URL.canParse(origin) && isLoopback(new URL(origin).hostname))) {
      return plainError(403, `${origin} may not reset this emulator.`);
    }
    await reset();
    return { status: 204, headers: {}, body: '' };
  };
}
