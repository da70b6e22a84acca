export { createHttpBackend, type HttpBackendPorts } from './backend.js';
export { HttpFailure, type HttpFailureCode } from './failure.js';
export { type AwsHost, awsHostOf } from './host-table.js';
