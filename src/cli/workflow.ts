// `offsync workflow`: its subcommands and flags, read here and handed on to workflow-commands.ts. Called by main.ts.
import { type Command, Option } from 'commander';
import { UsageError } from './options.js';

interface Where {
  readonly url?: string;
  readonly endpoint?: string;
  readonly port?: string;
}

function urlOf({ url, endpoint, port }: Where): string {
  const given = url ?? endpoint ?? `http://localhost:${port ?? '4566'}`;
  if (!URL.canParse(given)) throw new UsageError(`'${given}' is no URL.`);
  return given;
}

function count(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`--limit takes a number from 1, not '${text}'.`);
}

/** The subcommands of `workflow`; `done` takes the exit code. */
export function addWorkflowCommands(program: Command, done: (code: number) => void): void {
  const workflow = program.command('workflow').description('start, list and look into workflows of a running app');
  const command = (name: string, description: string): Command =>
    workflow
      .command(name)
      .description(description)
      .option('--url <url>', 'where the app is served (http://localhost:4566)')
      .option('--port <number>', 'the same on this machine')
      .addOption(new Option('--endpoint <url>', 'the same as --url, as the AWS CLI calls it').hideHelp());
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
        flags: Where & {
          readonly input?: string;
          readonly name?: string;
          readonly wait?: boolean;
          readonly json?: boolean;
        },
      ) => {
        const { startWorkflow } = await import('./workflow-commands.js');
        const { input, name, wait = false, json = false } = flags;
        done(await startWorkflow(machine, { url: urlOf(flags), input, name, wait, json }));
      },
    );

  command('list', 'list the machines, or the executions of one')
    .argument('[machine]', 'name or ARN')
    .option('--status <status>', 'only running, succeeded, failed, timed_out or aborted ones')
    .option('--limit <number>', 'at most so many executions', '20')
    .option('--json', 'print JSON')
    .action(
      async (
        machine: string | undefined,
        flags: Where & { readonly status?: string; readonly limit: string; readonly json?: boolean },
      ) => {
        const { listWorkflows } = await import('./workflow-commands.js');
        const { status, json = false } = flags;
        done(await listWorkflows(machine, { url: urlOf(flags), status, limit: count(flags.limit), json }));
      },
    );

  command('show', 'say how an execution stands')
    .argument('<execution>', EXECUTION)
    .option('--json', 'print JSON')
    .action(async (execution: string, flags: Where & { readonly json?: boolean }) => {
      const { showWorkflow } = await import('./workflow-commands.js');
      done(await showWorkflow(execution, { url: urlOf(flags), json: flags.json ?? false }));
    });

  command('history', 'print the events of an execution')
    .argument('<execution>', EXECUTION)
    .option('--data', 'inputs and outputs whole')
    .option('--json', 'print JSON')
    .action(async (execution: string, flags: Where & { readonly data?: boolean; readonly json?: boolean }) => {
      const { showHistory } = await import('./workflow-commands.js');
      const { data = false, json = false } = flags;
      done(await showHistory(execution, { url: urlOf(flags), data, json }));
    });

  command('graph', 'draw a machine, or what an execution did in it')
    .argument('<subject>', 'a machine (name or ARN), or an execution: ARN, machine/name, or machine/ for the last one')
    .option('--svg <file>', 'write a picture, too; - prints it')
    .action(async (subject: string, flags: Where & { readonly svg?: string }) => {
      const { showGraph } = await import('./workflow-commands.js');
      done(await showGraph(subject, { url: urlOf(flags), svg: flags.svg }));
    });
}
