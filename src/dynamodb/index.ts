// The face of the wing: our own DynamoDB. wings.ts calls these, nobody looks behind them.
export { compile } from './compile.js';
export type { Program as DynamoDbProgram } from './program.js';
export { type DynamoDb, type DynamoDbPorts, start } from './start.js';
