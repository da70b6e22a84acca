// `offsync workflow`: its subcommands and flags, read here and handed on to workflow-commands.ts. Called by main.ts.
import type { Command } from 'commander';
import { type TargetFlags, targetOf, withTarget } from './target.js';
import { UsageError } from './usage-error.js';

function count(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`--limit takes a number from 1, not '${text}'.`);
}

/** The subcommands of `workflow`; `done` takes the exit code. */
export function addWorkflowCommands(program: Command, done: (code: number) => void): void {
  const workflow = program
    .command('workflow')
    .description('start, stop, list and look into workflows of a running app');
  const command = (name: string, description: string): Command =>
    withTarget(workflow.command(name).description(description));
  const EXECUTION = 'an ARN, machine/name, or a machine for its last execution';

  command('start', 'start an execution')
    .argument('<machine>', 'name or ARN')
    .option('--input <json>', 'JSON, @file, or - for standard input')
    .option('--name <name>', 'the name of the execution')
    .option('--wait', 'wait for its end; exit code 1 when it did not succeed')
    .option('--json', 'print JSON')
    .action(
      async (
        machine: string,
        flags: TargetFlags & {
          readonly input?: string;
          readonly name?: string;
          readonly wait?: boolean;
          readonly json?: boolean;
        },
      ) => {
        const { startWorkflow } = await import('./workflow-commands.js');
        const { input, name, wait = false, json = false } = flags;
        done(await startWorkflow(machine, { url: targetOf(flags), input, name, wait, json }));
      },
    );

  command('stop', 'end an execution that is under way')
    .argument('<execution>', EXECUTION)
    .option('--error <name>', 'the error it ends with')
    .option('--cause <text>', 'the cause it ends with')
    .action(async (execution: string, flags: TargetFlags & { readonly error?: string; readonly cause?: string }) => {
      const { stopWorkflow } = await import('./workflow-commands.js');
      done(await stopWorkflow(execution, { url: targetOf(flags), error: flags.error, cause: flags.cause }));
    });

  command('redrive', 'have an execution that failed go on where it stood')
    .argument('<execution>', EXECUTION)
    .option('--wait', 'wait for its end; exit code 1 when it did not succeed')
    .option('--json', 'print JSON')
    .action(async (execution: string, flags: TargetFlags & { readonly wait?: boolean; readonly json?: boolean }) => {
      const { redriveWorkflow } = await import('./workflow-commands.js');
      const { wait = false, json = false } = flags;
      done(await redriveWorkflow(execution, { url: targetOf(flags), wait, json }));
    });

  command('list', 'list the machines, or the executions of one')
    .argument('[machine]', 'name or ARN')
    .option('--map-run <arn>', 'the children of this Map Run instead')
    .option('--status <status>', 'only running, succeeded, failed, timed_out or aborted ones')
    .option('--limit <number>', 'at most so many executions', '20')
    .option('--json', 'print JSON')
    .action(
      async (
        machine: string | undefined,
        flags: TargetFlags & {
          readonly status?: string;
          readonly mapRun?: string;
          readonly limit: string;
          readonly json?: boolean;
        },
      ) => {
        const { listWorkflows } = await import('./workflow-commands.js');
        const { status, mapRun, json = false } = flags;
        done(await listWorkflows(machine, { url: targetOf(flags), status, mapRun, limit: count(flags.limit), json }));
      },
    );

  command('show', 'say how an execution stands')
    .argument('<execution>', EXECUTION)
    .option('--json', 'print JSON')
    .action(async (execution: string, flags: TargetFlags & { readonly json?: boolean }) => {
      const { showWorkflow } = await import('./workflow-commands.js');
      done(await showWorkflow(execution, { url: targetOf(flags), json: flags.json ?? false }));
    });

  command('history', 'print the events of an execution')
    .argument('<execution>', EXECUTION)
    .option('--data', 'inputs and outputs whole')
    .option('--json', 'print JSON')
    .action(async (execution: string, flags: TargetFlags & { readonly data?: boolean; readonly json?: boolean }) => {
      const { showHistory } = await import('./workflow-commands.js');
      const { data = false, json = false } = flags;
      done(await showHistory(execution, { url: targetOf(flags), data, json }));
    });

  command('graph', 'draw a machine, or what an execution did in it')
    .argument('<subject>', 'a machine (name or ARN), or an execution: ARN, machine/name, or machine/ for the last one')
    .option('--svg <file>', 'write a picture, too; - prints it')
    .action(async (subject: string, flags: TargetFlags & { readonly svg?: string }) => {
      const { showGraph } = await import('./workflow-commands.js');
      done(await showGraph(subject, { url: targetOf(flags), svg: flags.svg }));
    });
}
