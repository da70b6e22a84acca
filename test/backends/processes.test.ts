// Programs beside the app: started, logged, stopped with it, and gone even when the emulator was killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProcesses, type ProcessSpec, SUPERVISOR } from '../../src/backends/processes.js';
import { systemClock } from '../../src/lib/clock.js';
import { createLog } from '../../src/lib/log.js';

const folder = mkdtempSync(join(tmpdir(), 'offsync-processes-'));

/** A program that opens a connection to `port` and says its own name; the test sees it live and die by that socket. */
async function witness(): Promise<{
  spec: ProcessSpec;
  connection: Promise<import('node:net').Socket>;
  close: () => void;
}> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as import('node:net').AddressInfo;
  const connection = once(server, 'connection').then(([socket]) => socket as import('node:net').Socket);
  const code = `console.log('hello ' + process.env.GREETING); require('node:net').connect(${port}, '127.0.0.1'); setInterval(() => {}, 1000);`;
  return {
    spec: { name: 'witness', command: [process.execPath, '-e', code], folder, environment: { GREETING: 'there' } },
    connection,
    close: () => server.close(),
  };
}

describe('processes', () => {
  it('are started with their environment, logged by name, and stopped', async () => {
    const lines: string[] = [];
    const log = createLog('info', (_level, message) => lines.push(message));
    const processes = createProcesses({ clock: systemClock, log, inherited: { PATH: process.env['PATH'] ?? '' } });
    const { spec, connection, close } = await witness();
    processes.swap([spec]);
    const socket = await connection;
    const ended = once(socket.on('error', () => {}).resume(), 'close');
    await processes.close();
    await ended;
    close();
    expect(lines).toContain('[witness] hello there');
    expect(lines.filter((line) => line.includes('ended by itself'))).toEqual([]);
  });

  it('end when the process that started them is killed', async () => {
    const { spec, connection, close } = await witness();
    // A parent of its own, which is killed without a chance to tidy up.
    const file = join(folder, 'parent.mjs');
    const supervised = JSON.stringify(['-e', SUPERVISOR, JSON.stringify(spec.command)]);
    writeFileSync(
      file,
      `import { spawn } from 'node:child_process'; spawn(process.execPath, ${supervised}, { stdio: ['pipe', 'ignore', 'ignore'] }); setInterval(() => {}, 1000);`,
    );
    const parent = spawn(process.execPath, [file], { stdio: 'ignore' });
    const socket = await connection;
    const ended = once(socket.on('error', () => {}).resume(), 'close');
    parent.kill('SIGKILL');
    await ended;
    close();
  });
});
