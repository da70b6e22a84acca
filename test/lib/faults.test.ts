// Every code that a person may meet stands in the table, and the table has none that nobody throws. docs/errors.md is
// printed from it (scripts/docs.mjs --check).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Bug } from '../../src/lib/errors.js';
import { FAULTS } from '../../src/lib/faults.js';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('lib/faults.ts'))
  .map((name) => readFileSync(join(SRC, name), 'utf8'));

describe('the table of faults', () => {
  it('has every code that is thrown', () => {
    const thrown = sources.flatMap((text) =>
      [...text.matchAll(/new (?:OffsyncError|DatabaseError|HttpFailure)\(\s*'(\w+)'/g)].map((match) => match[1]!),
    );
    expect(thrown.length).toBeGreaterThan(8);
    expect([...new Set([...thrown, new Bug('').code])].filter((code) => !(code in FAULTS))).toEqual([]);
  });

  it('has no code that is never thrown', () => {
    expect(
      Object.keys(FAULTS).filter((code) => !sources.some((text) => new RegExp(`\\b${code}\\b`).test(text))),
    ).toEqual([]);
  });

  it('says of each what it means and what to do', () => {
    for (const [code, { summary, fix }] of Object.entries(FAULTS)) {
      expect(summary, code).toMatch(/\.$/);
      expect(fix, code).toMatch(/\.$/);
    }
  });
});
