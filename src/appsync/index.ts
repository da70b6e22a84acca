// The face of the appsync wing.
export { createTokenVerifier } from './auth/verify-token.js';
export { type AppSyncProgram, compile, createJsRuntime, createVtlRuntime, type Runtimes } from './compile.js';
export { type Prepared, prepare } from './prepare.js';
export { renderedFault } from './runtime/vtl/index.js';
export { type AppSyncPorts, type AppSyncWing, type ServedApi, start } from './start.js';
