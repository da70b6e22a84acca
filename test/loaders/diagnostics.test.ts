// What is wrong with an app is told with its place. The expected lines stand beside each fixture app, in expected.txt.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loaderDiagnostics } from '../../src/loaders/index.js';
import { APPS, linesOf, loadFixture } from './fixture-apps.js';

const FAULTY: Record<string, Record<string, string>> = {
  'faults-config': {},
  'faults-app': {},
  'faults-yaml': {},
  'cfn-faults': { Unknown: 'x', Chioce: 'a' },
};

/** Apps that stop at their first diagnostic. */
const REFUSED: Record<string, string> = {
  gone: 'error PATH_NOT_FOUND gone There is no such file or folder.',
  'other-forms/nothing':
    'error APP_NOT_RECOGNISED other-forms/nothing The folder holds none of offsync.yaml, template.yaml (or .json), schema/ or schema.graphql.',
  'other-forms/serverless':
    'error NOT_EMULATED other-forms/serverless/serverless.yml Serverless Framework apps are not read yet. Run `serverless package` and name the template in .serverless/.',
  'other-forms/cdk':
    'error NOT_EMULATED other-forms/cdk/cdk.json CDK apps are not read yet. Name a template in cdk.out/ itself.',
  'other-forms/amplify':
    'error NOT_EMULATED other-forms/amplify/amplify Amplify apps are not read yet. Name the template that Amplify has built.',
  'other-forms/terraform':
    'error NOT_EMULATED other-forms/terraform/main.tf Terraform apps are not read yet. Write an offsync.yaml beside it.',
  'other-forms/sam':
    'error NOT_EMULATED other-forms/sam/template.yaml:2:12 SAM templates (Transform AWS::Serverless-2016-10-31) cannot be read yet.',
  'other-forms/nothing/notes.txt':
    'error APP_NOT_RECOGNISED other-forms/nothing/notes.txt notes.txt is neither a template nor an offsync.yaml.',
  'shop/seeds/products.json':
    'error APP_NOT_RECOGNISED shop/seeds/products.json products.json is not a CloudFormation template: it has no Resources.',
};

describe('diagnostics', () => {
  for (const [app, parameters] of Object.entries(FAULTY)) {
    it(`of ${app}`, async () => {
      const expected = readFileSync(join(APPS, app, 'expected.txt'), 'utf8')
        .trimEnd()
        .split('\n');
      expect(linesOf(await loadFixture(app, { parameters }))).toEqual(expected);
    });
  }

  for (const [app, line] of Object.entries(REFUSED)) {
    it(`of ${app}`, async () => {
      const loaded = await loadFixture(app);
      expect(linesOf(loaded)).toEqual([line]);
      expect(loaded.definition.apis).toEqual([]);
      expect(loaded.watch).not.toEqual([]);
    });
  }

  it('never show the value of a NoEcho parameter', async () => {
    expect(linesOf(await loadFixture('cfn-faults', { parameters: { Secret: 'abc' } })).join('\n')).not.toMatch(/abc\b/);
  });

  it('are all seen in some fixture', async () => {
    const seen = new Set<string>();
    const apps = [...Object.keys(FAULTY), ...Object.keys(REFUSED), 'cfn-notes'];
    for (const app of apps) {
      const { diagnostics } = await loadFixture(app, { parameters: FAULTY[app] ?? {} });
      for (const { code } of diagnostics) seen.add(code);
    }
    expect(Object.keys(loaderDiagnostics.rows).filter((code) => !seen.has(code))).toEqual([]);
  });
});
