// The APPSYNC_JS 1.0.0 runtime's face. Used by execution/ (compile) and by api/ (evaluate); holds no logic.
export { type Bundles, bundleSources } from './bundle.js';
export type { CodeError, CodeErrorLocation } from './code-error.js';
export { jsDiagnostics } from './diagnostics.js';
export type { EvaluateAnswer, EvaluateInput } from './evaluate.js';
export type { Sandbox } from './realm.js';
export { createJsRuntime, evaluateCode, type JsPorts, type JsRuntime } from './runtime.js';
