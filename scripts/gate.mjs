// `npm test`: the whole gate, in order of how quickly it can say no. Stops at the first step that fails.
import { spawnSync } from 'node:child_process';

const STEPS = [
  ['lint and format', 'biome', ['ci', '.', '--error-on-warnings']],
  ['types', 'tsc', ['--noEmit']],
  ['generated docs are fresh', process.execPath, ['scripts/docs.mjs', '--check']],
  ['build', process.execPath, ['scripts/build.mjs', '--no-types']],
  ['tests', 'vitest', ['run']],
];

for (const [name, command, args] of STEPS) {
  const began = performance.now();
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${process.cwd()}/node_modules/.bin:${process.env.PATH}` },
  });
  if (status !== 0) {
    console.error(`\n${name}: failed${error ? ` (${error.message})` : ''}`);
    process.exit(status ?? 1);
  }
  console.log(`${name}: passed in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}
