import { defineConfig } from 'vitest/config';
import { realmVitePlugin } from './scripts/realm-plugin.mjs';

export default defineConfig({
  plugins: [realmVitePlugin()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/clients/**', 'test/fixtures/**'],
    testTimeout: 15_000,
    pool: 'threads',
    maxWorkers: 2,
  },
});
