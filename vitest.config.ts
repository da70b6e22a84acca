import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { jsonataVitePlugin } from './scripts/jsonata-plugin.mjs';
import { realmVitePlugin } from './scripts/realm-plugin.mjs';

// One graphql for all: Vite would take its ES module, packages outside take its CommonJS, and the two don't know each other.
const graphql = createRequire(import.meta.url).resolve('graphql');

export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  plugins: [realmVitePlugin(), jsonataVitePlugin()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/clients/**', 'test/fixtures/**'],
    testTimeout: 15_000,
    pool: 'threads',
    maxWorkers: 2,
  },
});
