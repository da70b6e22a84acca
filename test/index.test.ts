// The library as a test file uses it: startApp with a path, fetch without a port, reset, the manual clock.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    // What the loader finds, and what compiling finds.
    const codes = error.diagnostics.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['VARIABLE_MISSING', 'RESOLVER_UNKNOWN_FIELD']));
    for (const { message, severity } of error.diagnostics)
      if (severity === 'error') expect(error.message).toContain(message);
  });

  it('tells the app the port that the system chose', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'offsync-'));
    const template = {
      Resources: {
        Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'a', AuthenticationType: 'API_KEY' } },
        Schema: {
          Type: 'AWS::AppSync::GraphQLSchema',
          Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, Definition: 'type Query { a: String }' },
        },
      },
      Outputs: { Url: { Value: { 'Fn::GetAtt': ['Api', 'GraphQLUrl'] } } },
    };
    writeFileSync(join(folder, 'template.json'), JSON.stringify(template));
    app = await startApp({ app: join(folder, 'template.json'), port: 0 });
    expect(app.definition.outputs['Url']).toContain(`${app.url}/graphql`);
    rmSync(folder, { recursive: true });
  });

  it('rejects a path where nothing is', async () => {
    await expect(startApp({ app: `${APPS}nowhere` })).rejects.toBeInstanceOf(AppError);
  });
});
