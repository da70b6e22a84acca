#!/usr/bin/env node
// What `offsync` runs: reads the arguments, ends with the command's exit code: 0 good, 1 the app is wrong, 2 bad usage.
import { run } from './program.js';

process.exitCode = await run(process.argv.slice(2));
