export { DEFAULT_LIMITS, type FunctionSpec, type RunnerLimits } from './function.js';
export { createLambdaRunner, type LambdaRunner, type LambdaRunnerPorts } from './runner.js';
