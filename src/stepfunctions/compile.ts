// definition -> program and diagnostics. Pure; a machine whose definition object is the same as before is taken over as it is,
// so that creating a thousand machines one by one compiles a thousand and not half a million.
import { parseArn } from '../aws/arn.js';
import type { Definition, StateMachineDefinition } from '../definition/model.js';
import type { Diagnostic } from '../lib/diagnostics.js';
import type { Finding } from './asl/check.js';
import { createJsonata } from './asl/jsonata.js';
import { found } from './diagnostics.js';
import { readLogging } from './engine/execution-logs.js';
import type { Machine, StepFunctionsProgram } from './model.js';
import { compileMachine } from './states/machine-program.js';

export interface Compiled {
  readonly program: StepFunctionsProgram;
  readonly diagnostics: readonly Diagnostic[];
}

export function compile(definition: Pick<Definition, 'stateMachines'>, previous?: StepFunctionsProgram): Compiled {
  const jsonata = previous?.jsonata ?? createJsonata();
  const machines = new Map<string, Machine>();
  const diagnostics: Diagnostic[] = [];
  for (const one of definition.stateMachines) {
    const before = previous?.machines.get(one.arn);
    if (before?.definition === one) {
      machines.set(one.arn, before);
      continue;
    }
    const arn = parseArn(one.arn);
    const { program, findings, withoutEffect } = compileMachine(one.definition.text, {
      jsonata,
      express: one.type === 'EXPRESS',
      account: { accountId: arn?.account ?? '', region: arn?.region ?? '' },
    });
    for (const finding of findings) diagnostics.push(diagnosticOf(one, finding));
    for (const { what, location } of [...withoutEffect, ...settingsWithoutEffect(one)]) {
      const text = `${one.name}${location}: ${what} has no effect in offsync`;
      diagnostics.push(found.WORKFLOW_WITHOUT_EFFECT(text, one.definition.place));
    }
    if (program) {
      machines.set(one.arn, { definition: one, program, logging: readLogging(one.loggingConfiguration) });
    }
  }
  return { program: { machines, jsonata }, diagnostics };
}

function diagnosticOf(machine: StateMachineDefinition, { code, severity, message, location }: Finding): Diagnostic {
  const row =
    severity === 'WARNING'
      ? found.WORKFLOW_WARNING
      : code === 'NOT_EMULATED'
        ? found.WORKFLOW_NOT_EMULATED
        : found.WORKFLOW_INVALID;
  return row(`${machine.name}${location ?? ''}: ${message}`, machine.definition.place);
}

function settingsWithoutEffect({ tracingConfiguration }: StateMachineDefinition) {
  // A template's word is `Enabled`, the API's `enabled`.
  const traced = tracingConfiguration?.['enabled'] === true || tracingConfiguration?.['Enabled'] === true;
  return traced ? [{ what: 'tracingConfiguration', location: '' }] : [];
}
