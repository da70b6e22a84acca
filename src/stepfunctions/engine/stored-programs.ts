// The definitions that executions began with, compiled once for all of them. Used by scheduler.ts for executions that are
// read back and for children of Map Runs.
import { type Account, parseArn } from '../../aws/arn.js';
import { invariant } from '../../lib/errors.js';
import type { Jsonata } from '../asl/jsonata.js';
import { compileMachine, type MachineProgram } from '../states/machine-program.js';
import type { ExecutionRecord, Executions } from '../store/executions.js';
import type { ExecutionFacts } from './run.js';

export interface StoredPrograms {
  of(record: ExecutionRecord): MachineProgram;
  /** `hash` names the text, which is read when it isn't compiled yet. */
  compiled(hash: string, machineArn: string, express: boolean, text: () => string): MachineProgram;
}

const MOST_KEPT = 1000;

export function createStoredPrograms(ports: {
  readonly executions: Executions;
  readonly account: Account;
  readonly jsonata: Jsonata;
}): StoredPrograms {
  const { executions, jsonata } = ports;
  const programs = new Map<string, MachineProgram>();

  const compiled = (hash: string, machineArn: string, express: boolean, text: () => string): MachineProgram => {
    const key = `${hash} ${machineArn} ${express}`;
    const known = programs.get(key);
    if (known) return known;
    const arn = parseArn(machineArn);
    const account = arn ? { accountId: arn.account, region: arn.region } : ports.account;
    const { program } = compileMachine(text(), { express, account, jsonata });
    invariant(program, `The stored definition of ${machineArn} does not compile.`);
    if (programs.size > MOST_KEPT) programs.clear();
    programs.set(key, program);
    return program;
  };

  return {
    compiled,
    of: ({ definition, machineArn }) =>
      compiled(definition, machineArn, false, () => executions.definition(definition)),
  };
}

/** As the execution began: redrives are told by its history. */
export function factsOf(record: ExecutionRecord): ExecutionFacts {
  const { arn, name, machineArn, roleArn, startedAt, input } = record;
  const machineName = machineArn.slice(machineArn.lastIndexOf(':') + 1);
  return { arn, name, machineArn, machineName, roleArn, startedAt, input, redriveCount: 0 };
}
