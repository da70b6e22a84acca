// Patterns against regular expressions that say the same, and against the ones that take forever.
import { describe, expect, it } from 'vitest';
import { compileArnPattern } from '../../src/iam/policy/arn-pattern.js';
import { compilePattern } from '../../src/iam/policy/pattern.js';
import { createSeededRandom } from '../../src/lib/random.js';

const NO_KEYS = () => undefined;
const random = createSeededRandom(7);
const text = (letters: string, most: number): string =>
  Array.from(
    { length: Math.floor(random.next() * most) },
    () => letters[Math.floor(random.next() * letters.length)],
  ).join('');

describe('patterns', () => {
  it('match what a regular expression of the same meaning matches', () => {
    let matched = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const pattern = text('ab*?', 8);
      const value = text('ab', 10);
      const same = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(value);
      const found = compilePattern(pattern, { variables: true, wildcards: true }).matches(value, NO_KEYS);
      if (found !== same) expect.unreachable(`${pattern} and ${value}: ${found}`);
      if (found) matched += 1;
    }
    expect(matched).toBeGreaterThan(2_000);
  });

  it('fail at once where backtracking would not', () => {
    const pattern = compilePattern('*a'.repeat(30), { variables: false, wildcards: true });
    expect(pattern.matches(`${'a'.repeat(2_000)}b`, NO_KEYS)).toBe(false);
  });

  it('cut ARNs at the colons outside of variables', () => {
    const keys = (name: string) => (name === 'x:y' ? '1' : undefined);
    const pattern = compileArnPattern("arn:aws:s:${x:y}:${none:at:all, '2'}:a:*", { variables: true });
    expect(pattern.reads).toEqual(['x:y', 'none:at:all']);
    expect(pattern.matches('arn:aws:s:1:2:a:b:c', keys)).toBe(true);
    expect(pattern.matches('arn:aws:s:1:2:a', keys)).toBe(false);
    expect(pattern.matches('arn:aws:s:2:2:a:b', keys)).toBe(false);
  });
});
