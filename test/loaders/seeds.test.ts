// `tables.X.seed` from a file: CSV, JSON lines, an export.
import { describe, expect, it } from 'vitest';
import { linesOf, loadFixture } from './fixture-apps.js';

describe('seeds from a file', () => {
  it('are CSV, JSON lines, or what an export wrote', async () => {
    const { definition } = await loadFixture('seeds');
    const seeds = Object.fromEntries(definition.tables.map(({ name, seed }) => [name, seed]));
    expect(seeds).toEqual({
      fromCsv: [
        { id: { S: 'a' }, count: { N: '1.50' }, shown: { BOOL: true }, tags: { SS: ['x', 'y'] } },
        { id: { S: 'b' }, count: { N: '2' } },
      ],
      fromLines: [{ id: { N: '1' }, big: { N: '12345678901234567890' } }, { id: { N: '2' } }],
      // Of the lines of other tables none.
      fromExport: [{ id: { S: 'a' } }],
      broken: undefined,
    });
  });

  it('are watched, and a bad line is told', async () => {
    const loaded = await loadFixture('seeds');
    expect(linesOf(loaded)).toEqual([
      `error SEED_INVALID seeds/data/broken.csv:3 The seed of broken can't be read: count: "many" is no value of type N.`,
    ]);
    expect(loaded.watch.some((path) => path.endsWith('data/broken.csv'))).toBe(true);
  });
});
