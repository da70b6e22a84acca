// The library as a test file uses it: startApp with a path, fetch without a port, reset, the manual clock.
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError, createManualClock, type Emulator, startApp } from '../src/index.js';

const APPS = fileURLToPath(new URL('fixtures/apps/', import.meta.url));

let app: Emulator | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

describe('startApp', () => {
  it('serves a folder without a port', async () => {
    app = await startApp({ app: `${APPS}schema-only` });
    const [api] = app.apis;
    const response = await app.fetch('/graphql', {
      method: 'POST',
      headers: { 'x-api-key': api!.apiKeys[0]!.id },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('takes a clock that the test moves', async () => {
    const clock = createManualClock(Date.UTC(2026, 0, 1));
    app = await startApp({ app: `${APPS}schema-only`, clock });
    const init = {
      method: 'POST',
      headers: { 'x-api-key': app.apis[0]!.apiKeys[0]!.id },
      body: JSON.stringify({ query: '{ __typename }' }),
    };
    expect((await app.fetch('/graphql', init)).status).toBe(200);
    clock.advance(8 * 24 * 3_600_000);
    expect((await app.fetch('/graphql', init)).status).toBe(401);
  });

  it('rejects an app with errors, all of them told', async () => {
    const failed = startApp({ app: `${APPS}faults-app` });
    await expect(failed).rejects.toBeInstanceOf(AppError);
    const error = (await failed.catch((thrown: unknown) => thrown)) as AppError;
    expect(error.diagnostics.filter(({ severity }) => severity === 'error').length).toBeGreaterThan(1);
    for (const { message, severity } of error.diagnostics)
      if (severity === 'error') expect(error.message).toContain(message);
  });

  it('rejects a path where nothing is', async () => {
    await expect(startApp({ app: `${APPS}nowhere` })).rejects.toBeInstanceOf(AppError);
  });
});
