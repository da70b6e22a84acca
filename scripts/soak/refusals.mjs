// A data file that is truncated, no database, or of a newer version: the program says so in a line, ends with 1 and leaves
// every byte as it was.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createWorkplace, startProgram } from './program.mjs';

/** Where SQLite keeps PRAGMA user_version in the header. */
const USER_VERSION_AT = 60;
const PAGE = 8192;

const DAMAGES = [
  {
    name: 'truncated',
    says: /can't be read/,
    damage: (file, size) => truncateSync(file, Math.floor((size * 0.4) / PAGE) * PAGE),
  },
  { name: 'cut inside a page', says: /can't be read/, damage: (file, size) => truncateSync(file, size - 1000) },
  { name: 'no database at all', says: /can't be read/, damage: (file) => writeFileSync(file, 'x'.repeat(5000)) },
  {
    name: 'newer',
    says: /newer offsync/,
    damage(file) {
      const bytes = readFileSync(file);
      bytes.writeUInt32BE(99, USER_VERSION_AT);
      writeFileSync(file, bytes);
    },
  },
];

const digest = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

async function fill(place) {
  const program = await startProgram(place);
  const client = new DynamoDBClient({
    endpoint: program.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  for (let index = 0; index < 200; index += 1) {
    const Item = { id: { S: `${index}` }, seq: { N: '1' }, grp: { S: 'g' }, body: { S: 'x'.repeat(500) } };
    await client.send(new PutItemCommand({ TableName: 'ledger', Item }));
  }
  client.destroy();
  await program.stop();
}

/** Gives what was found wrong, as sentences. */
export async function refuseBrokenFiles() {
  const place = createWorkplace();
  const faults = [];
  try {
    await fill(place);
    const good = join(place.dataDir, 'offsync.db');
    for (const { name, says, damage } of DAMAGES) {
      const dataDir = join(place.folder, 'broken');
      mkdirSync(dataDir);
      const file = join(dataDir, 'offsync.db');
      copyFileSync(good, file);
      damage(file, readFileSync(good).length);
      const before = digest(file);
      const program = await startProgram({ ...place, dataDir });
      if (program.url !== undefined) {
        faults.push(`a ${name} data file was served`);
        program.kill();
      }
      const code = await program.exited;
      if (code !== 1 || !says.test(program.stderr))
        faults.push(`${name}: exit ${code}, said: ${program.stderr.trim()}`);
      if (digest(file) !== before) faults.push(`a ${name} data file was changed`);
      if (existsSync(`${file}-wal`)) faults.push(`${name}: a file was left beside it`);
      console.log(`a data file that is ${name}: ${program.stderr.trim()}`);
      rmSync(dataDir, { recursive: true });
    }
  } finally {
    place.remove();
  }
  return faults;
}
