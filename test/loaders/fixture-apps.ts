// Loads fixture apps for the tests of this folder.
import { join, relative, resolve } from 'node:path';
import type { Loaded } from '../../src/definition/model.js';
import { createManualClock } from '../../src/lib/clock.js';
import { formatDiagnostic } from '../../src/lib/diagnostics.js';
import { type LoadOptions, loadApp } from '../../src/loaders/index.js';

export const APPS = join(import.meta.dirname, '../fixtures/apps');
export const SHOWN = relative('', APPS);

/** The app of that name, or at that path. */
export function loadFixture(name: string, options: Partial<LoadOptions> = {}): Promise<Loaded> {
  return loadApp(resolve(APPS, name), {
    parameters: {},
    env: {},
    account: { accountId: '000000000000', region: 'us-east-1' },
    baseUrl: 'http://localhost:4566',
    clock: createManualClock(),
    ...options,
  });
}

/** Each diagnostic on a line, with places relative to the folder of fixtures. */
export function linesOf(loaded: Loaded): string[] {
  return loaded.diagnostics.map((one) => formatDiagnostic(one).replaceAll(`${SHOWN}/`, ''));
}
