// What an API asks for beside its schema: logs are read; X-Ray, private visibility and WAF are named as not emulated.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { APPS, linesOf, loadFixture } from './fixture-apps.js';

it('a template says how an API logs, and what of it is not emulated', async () => {
  const loaded = await loadFixture('cfn-observed');
  const expected = readFileSync(join(APPS, 'cfn-observed/expected.txt'), 'utf8').trimEnd().split('\n');
  expect(linesOf(loaded)).toEqual(expected);
  const { apis } = loaded.definition;
  expect(apis.map(({ name, logging }) => [name, logging])).toEqual([
    ['observed', { fieldLogLevel: 'ERROR', excludeVerboseContent: true }],
    ['plain', undefined],
  ]);
});

it('offsync.yaml says it with the level alone', async () => {
  const { definition, diagnostics } = await loadFixture('observed');
  expect(diagnostics).toEqual([]);
  expect(definition.apis[0]?.logging).toEqual({ fieldLogLevel: 'ALL', excludeVerboseContent: false });
});
