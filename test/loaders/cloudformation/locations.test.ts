import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLocation } from '../../../src/loaders/cloudformation/locations.js';
import { APPS } from '../fixture-apps.js';

const NOTES = join(APPS, 'cfn-notes');
const ROOT = join(NOTES, 'template.yaml');
const NESTED = join(NOTES, 'stacks/api.yaml');

describe('findLocation', () => {
  const cases: [string, string, string, string | undefined][] = [
    ['a path relative to the template that names it', '../assets/put.js', NESTED, 'assets/put.js'],
    ['a path relative to the root template', 'assets/put.js', NESTED, 'assets/put.js'],
    ['an s3:// location by its last segments', 's3://bucket/v1/assets/put.js', NESTED, 'assets/put.js'],
    ['a virtual-hosted URL', 'https://b.s3.amazonaws.com/x/stacks/data.json?versionId=1', ROOT, 'stacks/data.json'],
    ['a path-style URL', 'https://s3.amazonaws.com/bucket/x/stacks/data.json', ROOT, 'stacks/data.json'],
    ['a key that begins above the root folder', 's3://b/cfn-notes/stacks/data.json', ROOT, 'stacks/data.json'],
    ['a file anywhere below, when it is the only one', 's3://b/result.vtl', ROOT, 'assets/templates/result.vtl'],
    ['a folder', 's3://b/src/archive', ROOT, 'src/archive'],
    ['nothing for a name that no file has', 's3://b/nothing.js', ROOT, undefined],
    ['nothing for a bucket alone', 's3://bucket', ROOT, undefined],
    ['nothing for an escape that is none', 'https://host/%zz/%', ROOT, undefined],
  ];
  for (const [what, location, template, found] of cases) {
    it(`finds ${what}`, () => {
      expect(findLocation(location, template, ROOT)).toBe(found === undefined ? undefined : join(NOTES, found));
    });
  }
});
