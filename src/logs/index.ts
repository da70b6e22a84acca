// The wing's face: `start(ports) -> {doors, sink, close}`. It has no program: log groups are data.
export { type LogsPorts, type LogsWing, start } from './start.js';
