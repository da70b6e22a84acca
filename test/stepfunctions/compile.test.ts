import { describe, expect, it } from 'vitest';
import type { StateMachineDefinition } from '../../src/definition/model.js';
import { compile } from '../../src/stepfunctions/index.js';
import { fixture, ROLE } from './harness.js';

function machine(name: string): StateMachineDefinition {
  return {
    name,
    arn: `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`,
    type: 'STANDARD',
    definition: { text: fixture(name), place: { file: `workflows/${name}.asl.json` } },
    roleArn: ROLE,
    tags: {},
    place: {},
  };
}

describe('compile', () => {
  it('takes an unchanged machine over as it is', () => {
    const [greet, order] = [machine('greet'), machine('order')];
    const first = compile({ stateMachines: [greet] }).program;
    const second = compile({ stateMachines: [greet, order] }, first).program;
    expect(second.machines.get(greet.arn)).toBe(first.machines.get(greet.arn));
    expect(second.machines.size).toBe(2);
  });

  it('names every fault with its place, and does not serve the machine', () => {
    const { program, diagnostics } = compile({ stateMachines: [machine('broken')] });
    expect(program.machines.size).toBe(0);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'WORKFLOW_INVALID broken/States/C/Resource: The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.',
      'WORKFLOW_NOT_EMULATED broken/States/D/Resource: The integration glue:startJobRun is not emulated by offsync',
      "WORKFLOW_INVALID broken/States/A/Next: Missing 'Next' target: Nowhere",
      'WORKFLOW_INVALID broken/States/B: State "B" is not reachable.',
      'WORKFLOW_INVALID broken/States/C: State "C" is not reachable.',
      'WORKFLOW_INVALID broken/States/D: State "D" is not reachable.',
    ]);
    expect(diagnostics[0]?.place.file).toBe('workflows/broken.asl.json');
  });

  it('says what is taken and has no effect', () => {
    const traced = { ...machine('greet'), tracingConfiguration: { Enabled: true } };
    expect(compile({ stateMachines: [traced] }).diagnostics).toEqual([
      {
        code: 'WORKFLOW_WITHOUT_EFFECT',
        severity: 'info',
        message: 'greet: tracingConfiguration has no effect in offsync',
        place: { file: 'workflows/greet.asl.json' },
      },
    ]);
  });
});
