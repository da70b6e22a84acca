// `offsync workflow` against an emulator with a port, its output caught: what is printed and which exit code comes back.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addWorkflowCommands } from '../../src/cli/workflow.js';
import { connectWorkflows } from '../../src/cli/workflow-door.js';
import { buildGraph } from '../../src/cli/workflow-graph.js';
import { layoutGraph } from '../../src/cli/workflow-layout.js';
import { EMPTY_DEFINITION } from '../../src/definition/model.js';
import { createEmulator, type Emulator } from '../../src/emulator.js';

const definitionOf = (name: string): string =>
  readFileSync(new URL(`../fixtures/state-machines/${name}.asl.json`, import.meta.url), 'utf8');
const DEFINITION = definitionOf('delivery');
const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:delivery';

let emulator: Emulator;
let folder: string;
let out = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offsync-'));
  emulator = await createEmulator({
    port: 0,
    definition: {
      ...EMPTY_DEFINITION,
      stateMachines: ['delivery', 'patient', 'spread'].map((name) => ({
        name,
        arn: ARN.replace('delivery', name),
        type: 'STANDARD',
        definition: { text: definitionOf(name), place: {} },
        roleArn: 'arn:aws:iam::000000000000:role/workflows',
        tags: {},
        place: {},
      })),
    },
  });
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function offsync(...args: string[]): Promise<number> {
  let code = -1;
  const program = new Command('offsync').exitOverride();
  addWorkflowCommands(program, (given) => {
    code = given;
  });
  await program.parseAsync(['workflow', ...args, '--url', emulator.url], { from: 'user' });
  return code;
}

describe('offsync workflow', () => {
  it('starts an execution and waits for its end', async () => {
    const input = JSON.stringify({ total: 5, items: [1, 2, 3] });
    expect(await offsync('start', 'delivery', '--name', 'good', '--input', input, '--wait')).toBe(0);
    expect(out).toContain('status    SUCCEEDED (');
    expect(out).toContain('execution:delivery:good');
  });

  it('ends with 1 when the execution failed', async () => {
    expect(await offsync('start', ARN, '--name', 'bad', '--input', '{"total":500}', '--wait')).toBe(1);
    expect(out).toContain('error     TooMuch');
    expect(out).toContain('cause     Nobody carries that.');
  });

  it('does not wait unless asked, and prints the ARN', async () => {
    expect(await offsync('start', 'delivery', '--input', '{"total":500}')).toBe(0);
    expect(out).toMatch(/^arn:aws:states:us-east-1:000000000000:execution:delivery:[0-9a-f-]{36}\n$/);
  });

  it('refuses an input that is no JSON, and a machine that is not there', async () => {
    await expect(offsync('start', 'delivery', '--input', 'oh')).rejects.toThrow('--input takes JSON');
    await expect(offsync('start', 'nobody')).rejects.toMatchObject({ code: 'WORKFLOW_REFUSED' });
    await expect(offsync('show', 'delivery/nobody')).rejects.toThrow('Execution Does Not Exist');
    await expect(connectWorkflows('http://127.0.0.1:9')('ListStateMachines', {})).rejects.toMatchObject({
      code: 'NOT_RUNNING',
    });
  });

  it('lists machines, executions, and those of one status', async () => {
    await offsync('list');
    expect(out).toContain(`delivery  STANDARD  ${ARN}\n`);
    out = '';
    await offsync('list', 'delivery', '--status', 'succeeded');
    expect(out).toMatch(/^good {2}SUCCEEDED {2}20\d\d-\S+ {2}\d/);
    out = '';
    await offsync('list', 'delivery', '--json', '--limit', '1');
    expect(JSON.parse(out)).toHaveLength(1);
  });

  it('shows an execution and its history', async () => {
    await offsync('show', 'delivery/bad', '--json');
    expect(JSON.parse(out)).toMatchObject({ name: 'bad', status: 'FAILED', error: 'TooMuch' });
    out = '';
    await offsync('history', 'delivery/bad');
    expect(out.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
      '1 +0 ms ExecutionStarted {"total":500}',
      expect.stringMatching(/^2 \+\d+ ms ChoiceStateEntered Check \{"total":500\}$/),
      expect.stringMatching(/^3 \+\d+ ms ChoiceStateExited Check/),
      expect.stringMatching(/^4 \+\d+ ms FailStateEntered Refuse/),
      expect.stringMatching(/^5 \+\d+ ms ExecutionFailed TooMuch: Nobody carries that\.$/),
      '',
    ]);
  });

  it('stops an execution, and redrives one', async () => {
    await offsync('start', 'patient', '--name', 'slow');
    out = '';
    expect(await offsync('stop', 'patient/slow', '--error', 'Enough', '--cause', 'too slow')).toBe(0);
    expect(out).toMatch(/status {4}ABORTED [\s\S]*error {5}Enough\ncause {5}too slow\n/);
    out = '';
    expect(await offsync('redrive', 'patient')).toBe(0);
    expect(out).toBe('arn:aws:states:us-east-1:000000000000:execution:patient:slow\n');
    out = '';
    await offsync('show', 'patient/slow');
    expect(out).toContain('redriven  1');
    await expect(offsync('redrive', 'patient/slow')).rejects.toThrow('Execution is RUNNING and cannot be redriven');
    await offsync('stop', 'patient/slow');
  });

  it('leads from a failed Map Run to what its children died of', async () => {
    const input = JSON.stringify({ numbers: [1, 2, 3], tolerated: 0 });
    expect(await offsync('start', 'spread', '--name', 'wide', '--input', input, '--wait')).toBe(1);
    out = '';
    await offsync('show', 'spread/wide');
    const [, mapRun] = /map run {3}(arn:\S+)\nstatus {4}FAILED\n/.exec(out)!;
    expect(out).toMatch(/children {2}2: \d failed/);
    expect(out).toMatch(/items {5}3: \d failed/);
    expect(out).toMatch(/failed {4}arn:\S+\nbecause {3}Lambda\.\w+: /);
    out = '';
    await offsync('history', 'spread/wide');
    expect(out).toMatch(new RegExp(`MapRunStarted +${mapRun}\\n`));
    out = '';
    await offsync('list', '--map-run', mapRun!, '--status', 'failed');
    expect(out).toMatch(/^\S+ {2}FAILED {2}/);
    await expect(offsync('list', 'spread', '--map-run', mapRun!)).rejects.toThrow('--map-run');
    out = '';
    await offsync('show', 'spread/wide', '--json');
    expect(JSON.parse(out)).toMatchObject({ mapRuns: [{ status: 'FAILED', firstFailure: { status: 'FAILED' } }] });
  });

  it('draws a machine, and what an execution did in it', async () => {
    await offsync('graph', 'delivery');
    expect(out).toContain('  Check (Choice)\n    -> [$.total NumericGreaterThan 100] Refuse\n    -> [Default] Ship\n');
    out = '';
    await offsync('graph', 'delivery/', '--svg', '-');
    expect(out).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    out = '';
    const file = join(folder, 'good.svg');
    await offsync('graph', 'delivery/good', '--svg', file);
    expect(out).toMatch(/^good: SUCCEEDED in /);
    const picture = readFileSync(file, 'utf8');
    const fates = [...picture.matchAll(/data-state="([^"]+)" data-fate="([^"]+)"/g)].map(([, name, fate]) => [
      name,
      fate,
    ]);
    expect(Object.fromEntries(fates)).toEqual({
      Check: 'succeeded',
      Ship: 'caught',
      'Await courier': 'aborted',
      Pack: 'not reached',
      'Print label': 'failed',
      Refill: 'succeeded',
      Count: 'succeeded',
      Weigh: 'succeeded',
      Done: 'succeeded',
      Refuse: 'not reached',
    });
    expect(picture).toContain('3 times');
    expect(picture).toContain('NoPaper');
  });
});

describe('the layout', () => {
  it('keeps states apart, below those they follow, and inside their box', () => {
    const { boxes } = layoutGraph(buildGraph(DEFINITION));
    const at = new Map(boxes.map((box) => [box.node.name, box]));
    expect(at.get('Check')!.y).toBeLessThan(at.get('Ship')!.y);
    expect(at.get('Refill')!.y).toBeLessThan(at.get('Count')!.y);
    for (const a of boxes) {
      for (const b of boxes) {
        if (a === b) continue;
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart, `${a.node.name} and ${b.node.name}`).toBe(true);
      }
    }
    const ship = at.get('Ship')!;
    for (const { boxes: inside } of ship.inner) {
      for (const box of inside) {
        expect(box.x).toBeGreaterThan(ship.x);
        expect(box.x + box.width).toBeLessThan(ship.x + ship.width);
        expect(box.y + box.height).toBeLessThan(ship.y + ship.height);
      }
    }
  });

  it('ends for a machine that goes in circles', () => {
    const loop = JSON.stringify({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'A' } },
    });
    expect(layoutGraph(buildGraph(loop)).boxes.map(({ y }) => y)).toEqual([0, 98, 196]);
  });
});
