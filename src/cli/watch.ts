// Watches the app's files and calls back once for each burst of changes; chokidar is loaded only when asked to watch.

/** How long a burst of changes may pause before it counts as over. */
const QUIET_MS = 60;

/**
 * Watches files and folders. `changed` is never called while an earlier call still runs; what it gives is watched from then
 * on, too. Returns the way to stop.
 */
export async function watchFiles(
  paths: readonly string[],
  changed: () => Promise<readonly string[]>,
): Promise<() => Promise<void>> {
  const { watch } = await import('chokidar');
  const watcher = watch([...paths], {
    ignoreInitial: true,
    ignored: /(^|[/\\])(node_modules|\.git|\.offsync)([/\\]|$)/,
  });
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      try {
        // What is watched already stays so: a file that a broken load did not reach may be the one to mend.
        watcher.add([...(await changed())]);
      } catch (error) {
        process.stderr.write(`error: reloading failed: ${String(error)}\n`);
      }
    } while (again);
    running = false;
  };
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), QUIET_MS);
  });
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return () => watcher.close();
}
