// The face of the loaders: from files to a Definition and diagnostics, nothing more. Used by index.ts and cli/.
export { found as loaderDiagnostics } from './diagnostics.js';
export { loadApp } from './load.js';
export type { LoadOptions } from './options.js';
