// offsync as a library: `createEmulator` for a definition, `startApp` for an app on disk. Nothing else is public.
import {
  choosePort,
  createEmulator,
  DEFAULT_ACCOUNT,
  diagnose,
  type Emulator,
  type EmulatorOptions,
} from './emulator.js';
import { type Diagnostic, hasErrors } from './lib/diagnostics.js';
import { loadApp } from './loaders/index.js';

export type { Definition } from './definition/model.js';
export { createEmulator, type Emulator, type EmulatorOptions } from './emulator.js';
export { createManualClock, type ManualClock } from './lib/clock.js';
export type { Diagnostic } from './lib/diagnostics.js';

export interface StartAppOptions extends Omit<EmulatorOptions, 'definition' | 'env'> {
  /** A template, a config file or a folder. */
  readonly app: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** An app that can't be served; `diagnostics` says all that is wrong with it. */
export class AppError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(
      diagnostics
        .filter((one) => one.severity === 'error')
        .map((one) => one.message)
        .join('\n'),
    );
    this.name = 'AppError';
    this.diagnostics = diagnostics;
  }
}

/**
 * Loads an app and serves it: `const app = await startApp({ app: '.' }); await app.fetch('/graphql', ...)`. Rejects with an
 * AppError when the app has errors. Without `port` nothing listens and `fetch` is the only door.
 */
export async function startApp(options: StartAppOptions): Promise<Emulator> {
  const { app, parameters = {}, env = {}, ...rest } = options;
  // Chosen first: attributes, outputs and environments name it.
  const port = rest.port === undefined ? undefined : await choosePort(rest.port, rest.host ?? '127.0.0.1');
  const loaded = await loadApp(app, {
    parameters,
    env,
    account: DEFAULT_ACCOUNT,
    baseUrl: `http://localhost:${port ?? 4566}`,
    ...(rest.functionsDir === undefined ? {} : { functionsDir: rest.functionsDir }),
  });
  if (hasErrors(loaded.diagnostics))
    throw new AppError([...loaded.diagnostics, ...(await diagnose(loaded.definition))]);
  const emulator = await createEmulator({
    ...rest,
    ...(port === undefined ? {} : { port }),
    env,
    definition: loaded.definition,
  });
  if (hasErrors(emulator.diagnostics)) {
    await emulator.close();
    throw new AppError([...loaded.diagnostics, ...emulator.diagnostics]);
  }
  return emulator;
}
