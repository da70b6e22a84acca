// The face of the wing iam/: users, groups, roles and policies, the checking of signatures, and STS.
export { compile } from './compile.js';
export type { IamProgram } from './identities/program.js';
export { type IamPorts, type IamWing, start } from './start.js';
