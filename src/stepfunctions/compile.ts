// definition -> program and diagnostics. Pure; a machine whose definition object is the same as before is taken over as it is,
// so that creating a thousand machines one by one compiles a thousand and not half a million.
import { parseArn } from '../aws/arn.js';
import type { Definition, SourceText, StateMachineDefinition } from '../definition/model.js';
import type { Diagnostic, Place } from '../lib/diagnostics.js';
import { tryParse } from '../lib/json.js';
import type { Finding, NamedTarget, TargetKind } from './asl/check.js';
import { createJsonata } from './asl/jsonata.js';
import { lineOfSyntaxError, pathOfLocation } from './asl/locations.js';
import { found } from './diagnostics.js';
import { readLogging } from './engine/execution-logs.js';
import type { Machine, StepFunctionsProgram } from './model.js';
import { compileMachine } from './states/machine-program.js';

export interface Compiled {
  readonly program: StepFunctionsProgram;
  readonly diagnostics: readonly Diagnostic[];
}

/** Without functions and tables, what tasks name of them is not looked for. */
type Workflows = Pick<Definition, 'stateMachines'> & Partial<Pick<Definition, 'functions' | 'tables'>>;

export function compile(definition: Workflows, previous?: StepFunctionsProgram): Compiled {
  const jsonata = previous?.jsonata ?? createJsonata();
  const machines = new Map<string, Machine>();
  const diagnostics: Diagnostic[] = [];
  const isThere = createLookup(definition);
  for (const one of definition.stateMachines) {
    const before = previous?.machines.get(one.arn);
    if (before?.definition === one) {
      machines.set(one.arn, before);
      continue;
    }
    const arn = parseArn(one.arn);
    const { program, findings, withoutEffect, named } = compileMachine(one.definition.text, {
      jsonata,
      express: one.type === 'EXPRESS',
      account: { accountId: arn?.account ?? '', region: arn?.region ?? '' },
    });
    const placeOf = createPlaces(one.definition);
    for (const finding of findings) diagnostics.push(diagnosticOf(one, finding, placeOf));
    for (const { what, location } of [...withoutEffect, ...settingsWithoutEffect(one)]) {
      const text = `${one.name}${location}: ${what} has no effect in offsync`;
      diagnostics.push(found.WORKFLOW_WITHOUT_EFFECT(text, placeOf(location)));
    }
    for (const target of named.filter((target) => !isThere(target))) {
      const text = `${one.name}${target.location} names the ${WORDS[target.kind]} "${target.target}", which this app does not have.`;
      diagnostics.push(found.WORKFLOW_TARGET_OUTSIDE(text, placeOf(target.location)));
    }
    if (program) {
      machines.set(one.arn, { definition: one, program, logging: readLogging(one.loggingConfiguration) });
    }
  }
  return { program: { machines, jsonata }, diagnostics };
}

function diagnosticOf(
  machine: StateMachineDefinition,
  { code, severity, message, location = '' }: Finding,
  placeOf: (location: string) => Place,
): Diagnostic {
  const row =
    severity === 'WARNING'
      ? found.WORKFLOW_WARNING
      : code === 'NOT_EMULATED'
        ? found.WORKFLOW_NOT_EMULATED
        : found.WORKFLOW_INVALID;
  // A text that is no JSON is not repeated: it has no parts to be named.
  if (code === 'INVALID_JSON_DESCRIPTION') {
    return row(`${machine.name}: ${message.split('\n')[0]!}`, placeOfSyntaxError(machine.definition));
  }
  return row(`${machine.name}${location}: ${message}`, placeOf(location));
}

/** Places of locations in a text, which is parsed again only when there is something to say about it. */
function createPlaces({ text, place, locate }: SourceText): (location: string) => Place {
  let definition: unknown;
  return (location) => {
    if (!locate || location === '') return place;
    definition ??= tryParse(text);
    return locate(pathOfLocation(definition, location));
  };
}

function placeOfSyntaxError({ text, place }: SourceText): Place {
  const line = lineOfSyntaxError(text);
  return line === undefined ? place : { ...place, line: line + (place.line ?? 1) - 1 };
}

const WORDS: Readonly<Record<TargetKind, string>> = {
  functions: 'function',
  tables: 'table',
  stateMachines: 'state machine',
};

/** Whether what a task names is in the app, by name or ARN, with a version or without. */
function createLookup({ functions, tables, stateMachines }: Workflows): (target: NamedTarget) => boolean {
  const namesOf = (all: readonly { readonly name: string }[] | undefined): ReadonlySet<string> | undefined =>
    all && new Set(all.map(({ name }) => name));
  const names = { functions: namesOf(functions), tables: namesOf(tables), stateMachines: namesOf(stateMachines) };
  const parts = { functions: 'function:', tables: 'table/', stateMachines: 'stateMachine:' };
  return ({ kind, target }) => {
    const known = names[kind];
    if (!known) return true;
    const part = parts[kind];
    const at = target.indexOf(part);
    const name = at < 0 ? target : target.slice(at + part.length);
    return known.has(name.split(/[:/]/, 1)[0]!);
  };
}

function settingsWithoutEffect({ tracingConfiguration }: StateMachineDefinition) {
  // A template's word is `Enabled`, the API's `enabled`.
  const traced = tracingConfiguration?.['enabled'] === true || tracingConfiguration?.['Enabled'] === true;
  return traced ? [{ what: 'tracingConfiguration', location: '' }] : [];
}
