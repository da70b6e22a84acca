// The end of the present turn: work that belongs together may gather until then. Nothing here waits for a clock.

/** Runs `work` once everything that is ready now has run. */
export function soon(work: () => void): void {
  setImmediate(work);
}
