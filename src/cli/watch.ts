// Watches the app's files and calls back once for each burst of changes; chokidar is loaded only when asked to watch.

/** How long a burst of changes may pause before it counts as over. */
const QUIET_MS = 60;

/** Watches files and folders. `changed` is never called while an earlier call still runs. Returns the way to stop. */
export async function watchFiles(paths: readonly string[], changed: () => Promise<void>): Promise<() => Promise<void>> {
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
      await changed().catch((error: unknown) => process.stderr.write(`error: reloading failed: ${String(error)}\n`));
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
