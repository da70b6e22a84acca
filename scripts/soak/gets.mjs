// The median GetItem of a table with very many items against that of a small one, in one file, in turn.
import { item, openEngine, table } from '../../bench/engine.mjs';

const MOST = 1.5;
const EACH = 1000;
const SAMPLES = 20_000;

async function fill(engine, TableName, count) {
  for (let done = 0; done < count; done += 25) {
    const puts = Array.from({ length: 25 }, (_, at) => ({
      PutRequest: { Item: item(Math.floor((done + at) / EACH), (done + at) % EACH) },
    }));
    await engine.call('BatchWriteItem', { RequestItems: { [TableName]: puts } });
    if (done > 0 && done % 200_000 === 0) console.log(`${TableName}: ${done} items so far`);
  }
}

/** Microseconds of the median GetItem of keys spread over the whole table. */
async function median(engine, TableName, count) {
  const times = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const at = (sample * 7919 + 13) % count;
    const Key = { pk: { S: `p${Math.floor(at / EACH)}` }, sk: { N: `${at % EACH}` } };
    const began = performance.now();
    const { Item } = await engine.call('GetItem', { TableName, Key });
    times.push(performance.now() - began);
    if (Item === undefined) throw new Error(`${TableName} lost ${JSON.stringify(Key)}`);
  }
  return times.sort((a, b) => a - b)[SAMPLES / 2] * 1000;
}

/** Gives what was found wrong, as sentences. */
export async function compareGets({ few, many }) {
  const engine = await openEngine([table('few'), table('many')], 'process');
  try {
    await fill(engine, 'few', few);
    await fill(engine, 'many', many);
    // Once for the compiler, then for the record.
    await median(engine, 'few', few);
    await median(engine, 'many', many);
    const [small, large] = [await median(engine, 'few', few), await median(engine, 'many', many)];
    const ratio = large / small;
    console.log(
      `median GetItem: ${small.toFixed(1)} us at ${few} items, ${large.toFixed(1)} us at ${many}: ${ratio.toFixed(2)} times`,
    );
    return ratio > MOST
      ? [`a GetItem among ${many} items takes ${ratio.toFixed(2)} times as long, more than ${MOST}`]
      : [];
  } finally {
    engine.close();
  }
}
