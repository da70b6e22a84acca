// `offsync validate`: every diagnostic of an app, without serving it. Exit code 1 when there is an error.
import { createEmulator, DEFAULT_ACCOUNT } from '../emulator.js';
import { formatDiagnostic } from '../lib/diagnostics.js';
import { loadApp } from '../loaders/index.js';

export interface ValidateSettings {
  readonly env: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly json: boolean;
}

export async function validate(app: string, settings: ValidateSettings): Promise<number> {
  const loaded = await loadApp(app, { ...settings, account: DEFAULT_ACCOUNT, baseUrl: 'http://localhost:4566' });
  // Compiling is the second half of the check; nothing is kept and no port is opened.
  const emulator = await createEmulator({ definition: loaded.definition });
  const diagnostics = [...loaded.diagnostics, ...emulator.diagnostics];
  await emulator.close();
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  if (settings.json) process.stdout.write(`${JSON.stringify({ errors, diagnostics }, null, 2)}\n`);
  else {
    for (const diagnostic of diagnostics) process.stdout.write(`${formatDiagnostic(diagnostic)}\n`);
    process.stdout.write(
      `${app}: ${errors} error${errors === 1 ? '' : 's'}, ${diagnostics.length - errors} other notes\n`,
    );
  }
  return errors > 0 ? 1 : 0;
}
