// A disk that gets full under writers: every write is acknowledged and kept or refused in clear words, reads go on, and with room
// again everything that was acknowledged is there. Once with a limit on the length of a file, once on a small disk in memory
// where this machine lets us have one.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { compareIndex, connect } from './kills.mjs';
import { createWorkplace, startProgram } from './program.mjs';

const TableName = 'ledger';
const WRITERS = 8;
const MOST_WRITES = 20_000;
/** Refusals that each writer takes before it gives up. */
const PATIENCE = 3;
const SAYS = /could not be written: (database or disk is full|disk I\/O error)/;

const itemOf = (writer, seq) => ({
  id: { S: `f-${writer}-${seq % 200}` },
  seq: { N: `${seq}` },
  grp: { S: `g${seq % 8}` },
  body: { S: 'x'.repeat(2000 + seq * 3) },
});

/** Gives what was acknowledged and what was said to the others. */
async function writeUntilFull(client) {
  const acknowledged = new Map();
  /** Refused writes: neither the old nor the new value is wrong, if the program was killed under them. */
  const refusals = [];
  const write = async (writer) => {
    let refused = 0;
    for (let seq = 1; seq <= MOST_WRITES / WRITERS && refused < PATIENCE; seq += 1) {
      const Item = itemOf(writer, seq);
      try {
        await client.send(new PutItemCommand({ TableName, Item }));
        acknowledged.set(Item.id.S, seq);
      } catch (error) {
        refused += 1;
        refusals.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  return { acknowledged, refusals };
}

function missing(acknowledged, items) {
  const faults = [];
  for (const [id, seq] of acknowledged) {
    const found = Number(items.get(id)?.seq.N ?? 0);
    if (found !== seq) faults.push(`${id} holds ${found}, acknowledged was ${seq}`);
  }
  for (const id of items.keys()) if (!acknowledged.has(id)) faults.push(`${id} is there, and was refused`);
  return faults.slice(0, 5);
}

async function fillUp(name, place, fileBlocks, makeRoom, end) {
  const faults = [];
  let program = await startProgram(place, fileBlocks);
  let client = connect(program.url);
  const { acknowledged, refusals } = await writeUntilFull(client);
  if (refusals.length === 0) faults.push('the disk did not get full');
  for (const error of refusals) {
    if (!SAYS.test(error.message)) faults.push(`a write was refused with: ${error.name}: ${error.message}`);
  }
  // It goes on serving what it has.
  const [id] = acknowledged.keys();
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
  if (Number(Item?.seq.N) !== acknowledged.get(id)) faults.push(`a read on the full disk gave ${JSON.stringify(Item)}`);
  const full = await compareIndex(client);
  faults.push(...full.faults.slice(0, 5), ...missing(acknowledged, full.items));
  client.destroy();
  if (end === 'kill') program.kill();
  else await program.stop();
  await program.exited;

  makeRoom();
  program = await startProgram(place);
  if (program.url === undefined) return [...faults, `it did not start again: ${program.stderr}`];
  client = connect(program.url);
  const after = await compareIndex(client);
  faults.push(...after.faults.slice(0, 5), ...missing(acknowledged, after.items));
  await client.send(new PutItemCommand({ TableName, Item: itemOf(0, 1) }));
  client.destroy();
  await program.stop();
  console.log(
    `${name}, then ${end}: ${acknowledged.size} items acknowledged, ${refusals.length} writes refused (${refusals[0]?.message.slice(0, 80)}), ${faults.length} faults`,
  );
  return faults.map((fault) => `${name}: ${fault}`);
}

/** A disk of `megabytes` at `folder`; undefined where this machine does not let us have one. */
function mountSmallDisk(folder, megabytes) {
  mkdirSync(folder, { recursive: true });
  const run = (...command) => execFileSync(command[0], command.slice(1), { stdio: 'ignore' });
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder);
  } catch {
    return undefined;
  }
  return {
    grow: () => run('mount', '-o', `remount,size=${megabytes * 8}m`, folder),
    unmount: () => run('umount', folder),
  };
}

/** A disk that is full from the start: the program says so and ends, or serves. */
async function startOnFullDisk(place) {
  writeFileSync(join(place.dataDir, 'ballast'), Buffer.alloc(0));
  try {
    for (;;) writeFileSync(join(place.dataDir, 'ballast'), Buffer.alloc(4096), { flag: 'a' });
  } catch {
    // Full.
  }
  const program = await startProgram(place);
  const served = program.url !== undefined;
  if (served) program.kill();
  const code = await program.exited;
  rmSync(join(place.dataDir, 'ballast'));
  const said = program.stderr.trim();
  console.log(`start on a full disk: ${served ? 'it serves' : said}`);
  const clear = served || (code === 1 && /^error: .*(full|I\/O error)/m.test(said) && !/\n\s+at /.test(said));
  return clear ? [] : [`start on a full disk: exit ${code}, said: ${said}`];
}

/** Gives what was found wrong, as sentences. */
export async function fillDisks() {
  const faults = [];
  for (const end of ['stop', 'kill']) {
    if (process.platform !== 'win32') {
      const place = createWorkplace();
      try {
        faults.push(...(await fillUp('files of a limited length', place, 24_000, () => {}, end)));
      } finally {
        place.remove();
      }
    }
    const place = createWorkplace();
    const disk = mountSmallDisk(place.dataDir, 24);
    try {
      if (disk === undefined) console.log('no small disk can be mounted here: left out');
      else {
        faults.push(...(await fillUp('a small disk', place, undefined, disk.grow, end)));
        faults.push(...(await startOnFullDisk(place)));
      }
    } finally {
      disk?.unmount();
      place.remove();
    }
  }
  return faults;
}
