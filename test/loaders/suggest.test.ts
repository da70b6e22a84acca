import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../src/loaders/suggest.js';

describe('didYouMean', () => {
  it('finds a name with a slip in it', () => {
    expect(didYouMean('tabel', ['table', 'type'])).toBe(' Did you mean "table"?');
    expect(didYouMean('enviroment', ['environment', 'expires'])).toBe(' Did you mean "environment"?');
    expect(didYouMean('datasources', ['dataSources'])).toBe(' Did you mean "dataSources"?');
  });

  it('says nothing when nothing is near', () => {
    expect(didYouMean('queue', ['table', 'type'])).toBe('');
    expect(didYouMean('x', [])).toBe('');
  });
});
