// The wing's face: `compile(definition) -> {program, diagnostics}` and `start(program, ports) -> {doors, backend, swap, close}`.
export { compile } from './compile.js';
export type { S3Program } from './model.js';
export { type S3Ports, type S3Wing, start } from './start.js';
export { createObjectFiles, type ObjectFiles } from './store/files.js';
export { MOST_BODY_BYTES, signedForS3 } from './wire/address.js';
export { s3Refusal } from './wire/answer.js';
