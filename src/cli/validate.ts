// `offsync validate`: every diagnostic of an app, without serving it. Exit code 1 when there is an error.
import { DEFAULT_ACCOUNT, diagnose } from '../emulator.js';
import { formatDiagnostic } from '../lib/diagnostics.js';
import { loadApp } from '../loaders/index.js';

export interface ValidateSettings {
  readonly env: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly json: boolean;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

export async function validate(app: string, settings: ValidateSettings): Promise<number> {
  const loaded = await loadApp(app, { ...settings, account: DEFAULT_ACCOUNT, baseUrl: 'http://localhost:4566' });
  const diagnostics = [...loaded.diagnostics, ...(await diagnose(loaded.definition))];
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  if (settings.json) process.stdout.write(`${JSON.stringify({ errors, diagnostics }, null, 2)}\n`);
  else {
    for (const diagnostic of diagnostics) process.stdout.write(`${formatDiagnostic(diagnostic)}\n`);
    process.stdout.write(
      `${app}: ${counted(errors, 'error')}, ${counted(diagnostics.length - errors, 'other note')}\n`,
    );
  }
  return errors > 0 ? 1 : 0;
}
