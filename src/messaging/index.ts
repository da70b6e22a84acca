// The messaging wing's face: SQS and SNS.

export { compile } from './compile.js';
export type { MessagingProgram } from './model.js';
export { snsRefusal } from './sns/door.js';
export { type MessagingPorts, type MessagingWing, start } from './start.js';
