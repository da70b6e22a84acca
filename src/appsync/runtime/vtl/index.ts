// The face of the VTL runtime: mapping templates compiled once per revision. execution/ compiles units with it,
// api/ answers EvaluateMappingTemplate with it.
export { renderedFault } from './rendered-json.js';
export type { TemplateEvaluation, VtlPorts, VtlRuntime } from './runtime.js';
export { createVtlRuntime } from './runtime.js';
