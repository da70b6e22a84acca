// `offsync start`: loads an app, serves it, reloads it when its files change, and leaves nothing behind when told to stop.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { choosePort, createEmulator, DEFAULT_ACCOUNT, diagnose, type Emulator } from '../emulator.js';
import { type Diagnostic, formatDiagnostic, hasErrors } from '../lib/diagnostics.js';
import { messageOf } from '../lib/errors.js';
import { isLoopback } from '../lib/host-name.js';
import { readOtlpSettings } from '../lib/otlp.js';
import { loadApp } from '../loaders/index.js';
import { bannerLines, readyDocument } from './banner.js';
import type { StartSettings } from './options.js';
import { createOutput } from './output.js';
import { watchFiles } from './watch.js';

/** How long a stop may take before the process ends anyway. */
const STOP_MS = 10_000;

/** Written beside its name first: a reader never sees half a file. */
function writeReadyFile(file: string, emulator: Emulator): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(readyDocument(emulator, process.pid), null, 2)}\n`);
  renameSync(draft, file);
}

/** Of an app that can't be loaded whole: what the loader found, and what compiling finds in the rest. */
async function allOf(loaded: Awaited<ReturnType<typeof loadApp>>): Promise<readonly Diagnostic[]> {
  return [...loaded.diagnostics, ...(await diagnose(loaded.definition))];
}

/** Resolves with the exit code: at once when the app can't be served, else when the process is told to stop. */
export async function start(app: string, settings: StartSettings): Promise<number> {
  const began = performance.now();
  const { log, print } = createOutput({ json: settings.jsonLogs, level: settings.logLevel });
  // Chosen before the app is loaded: attributes, outputs and environments name it.
  const port = await choosePort(settings.port, settings.host);
  const load = () =>
    loadApp(app, {
      parameters: settings.parameters,
      env: settings.env,
      account: DEFAULT_ACCOUNT,
      baseUrl: `http://localhost:${port}`,
      ...(settings.functionsDir === undefined ? {} : { functionsDir: settings.functionsDir }),
    });
  const loaded = await load();
  if (hasErrors(loaded.diagnostics)) {
    for (const diagnostic of await allOf(loaded)) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
    return 1;
  }
  const traces = readOtlpSettings(settings.env);
  if (traces && 'wrong' in traces) log.write('warn', traces.wrong);
  const emulator = await createEmulator({
    definition: loaded.definition,
    port,
    host: settings.host,
    log,
    env: settings.env,
    durability: settings.durability,
    allowAws: settings.allowAws,
    strictCredentials: settings.strictCredentials,
    issuerKeys: settings.issuerKeys,
    trustProxy: settings.trustProxy,
    ...(settings.dataDir === undefined ? {} : { dataDir: settings.dataDir }),
    ...(settings.functionsDir === undefined ? {} : { functionsDir: settings.functionsDir }),
    ...(settings.tls === undefined ? {} : { tls: settings.tls }),
    ...(traces && 'url' in traces ? { traces } : {}),
  });
  const diagnostics = [...loaded.diagnostics, ...emulator.diagnostics];
  if (!settings.watch && emulator.apis.length < emulator.definition.apis.length) {
    // Nobody is there to mend the schema while this waits: say what is wrong and end, as a deployment would.
    for (const diagnostic of diagnostics) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
    await emulator.close();
    return 1;
  }
  for (const line of bannerLines(emulator, diagnostics, performance.now() - began)) print(line);
  if (!isLoopback(settings.host))
    log.write('warn', `${settings.host} is no loopback address: others on the network can reach this emulator.`);
  if (settings.jsonLogs) log.write('info', 'ready', readyDocument(emulator, process.pid));
  if (settings.readyFile !== undefined) writeReadyFile(settings.readyFile, emulator);

  const stopWatching = settings.watch
    ? await watchFiles([...loaded.watch], async () => {
        const next = await load();
        const faults = hasErrors(next.diagnostics)
          ? await allOf(next)
          : [...next.diagnostics, ...(await emulator.replace(next.definition))];
        for (const diagnostic of faults) if (diagnostic.severity !== 'info') print(formatDiagnostic(diagnostic));
        log.write('info', hasErrors(faults) ? 'The change has errors; the app goes on as it was.' : 'Reloaded.');
        return next.watch;
      })
    : undefined;

  return new Promise((resolve) => {
    let stopping = false;
    const stop = (): void => {
      // A second signal means now.
      if (stopping) process.exit(130);
      stopping = true;
      setTimeout(() => process.exit(1), STOP_MS).unref();
      (async () => {
        await stopWatching?.();
        await emulator.close();
        if (settings.readyFile !== undefined) rmSync(settings.readyFile, { force: true });
      })().then(
        () => resolve(0),
        (error: unknown) => {
          log.write('error', `Stopping failed: ${messageOf(error)}`);
          resolve(1);
        },
      );
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
