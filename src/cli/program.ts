// The commands and their flags. main.ts runs what is made here; each command's work is loaded when it is asked for.
import { existsSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { OffsyncError } from '../lib/errors.js';
import { addCredentialCommands } from './credentials.js';
import { nearestName } from './nearest-name.js';
import { type AppFlags, readAppFlags, readStartFlags, type StartFlags } from './options.js';
import { type TargetFlags, targetOf, withTarget } from './target.js';
import { UsageError } from './usage-error.js';
import { addWorkflowCommands } from './workflow.js';

declare const OFFSYNC_VERSION: string | undefined;

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

function createProgram(done: (code: number) => void): Command {
  const program = new Command('offsync')
    .description('AWS AppSync, offline.')
    .version(typeof OFFSYNC_VERSION === 'string' ? OFFSYNC_VERSION : 'development')
    .exitOverride();

  program
    .command('start', { isDefault: true })
    .description('serve an app')
    .argument('[app]', 'a template, a config file or a folder', '.')
    .option('--port <number>', 'one port for everything; 0 = any free one (4566)')
    .option('--host <address>', 'the address to listen at', '127.0.0.1')
    .option('--data-dir <folder>', 'what is kept between runs', '.offsync')
    .option('--ephemeral', 'keep nothing')
    .option('--durability <level>', 'process: survives kill -9; power: losing power, too', 'power')
    .option('--env <KEY=VALUE>', 'a value for ${env:KEY}', collect, [])
    .option('--parameter <KEY=VALUE>', 'a template parameter', collect, [])
    .option('--param-file <file>', 'template parameters from a JSON file')
    .option('--functions <folder>', 'more functions: <name>/index.js')
    .option('--watch', 'reload when files change (on in a terminal)')
    .option('--no-watch', 'never reload')
    .option('--json-logs', 'log JSON lines')
    .option('--log-level <level>', 'debug, info, warn or error', 'info')
    .option('--tls-cert <file>', 'certificate for https and wss on the same port')
    .option('--tls-key <file>', 'its key')
    .option('--allow-aws', 'let requests to AWS itself out')
    .option('--strict-credentials', 'refuse access keys that nobody has, and unsigned requests')
    .option('--issuer-keys <ISSUER=FILE|URL>', "a token issuer's or a user pool's keys", collect, [])
    .option('--trust-proxy [number]', 'believe X-Forwarded-For, -Proto and -Host of so many proxies in front (1)')
    .option('--ready-file <file>', 'written when serving: url, APIs, keys, tables, ...')
    .action(async (app: string, flags: StartFlags) => {
      const settings = readStartFlags(flags, process.env, process.stdout.isTTY === true);
      const { start } = await import('./start.js');
      done(await start(app, settings));
    });

  program
    .command('validate')
    .description('list every diagnostic of an app')
    .argument('[app]', 'a template, a config file or a folder', '.')
    .option('--env <KEY=VALUE>', 'a value for ${env:KEY}', collect, [])
    .option('--parameter <KEY=VALUE>', 'a template parameter', collect, [])
    .option('--param-file <file>', 'template parameters from a JSON file')
    .option('--json', 'print JSON')
    .action(async (app: string, flags: AppFlags & { readonly json?: boolean }) => {
      const settings = readAppFlags(flags, process.env);
      const { validate } = await import('./validate.js');
      done(await validate(app, { ...settings, json: flags.json ?? false }));
    });

  program
    .command('trust')
    .description("say where this machine's certificate authority is and how to trust it")
    .option('--data-dir <folder>', 'the folder given to start', '.offsync')
    .action(async ({ dataDir }: { readonly dataDir: string }) => {
      const { trust } = await import('./trust.js');
      done(trust(dataDir));
    });

  program
    .command('evaluate')
    .description('run one resolver or template against a context, without a server')
    .argument('<file>', 'APPSYNC_JS code (.js, .ts) or a mapping template (.vtl)')
    .option('--context <file>', 'the context as JSON; - reads standard input')
    .option('--function <name>', 'request or response', 'request')
    .option('--sandbox <engine>', 'where APPSYNC_JS code runs: vm or quickjs', 'vm')
    .option('--json', 'print the whole answer as JSON')
    .action(
      async (
        file: string,
        { context, json = false, ...flags }: { context?: string; function: string; sandbox: string; json?: boolean },
      ) => {
        const { evaluate } = await import('./evaluate.js');
        done(await evaluate(file, { ...flags, context, json }));
      },
    );

  withTarget(program.command('export'))
    .description('write the items of tables of a running app to a file, as JSON lines')
    .argument('<file>', 'the file; - is standard output')
    .option('--table <name>', 'only this table (may be repeated)', collect, [])
    .action(async (file: string, flags: TargetFlags & { readonly table: readonly string[] }) => {
      const { exportTables } = await import('./export.js');
      done(await exportTables(file, { url: targetOf(flags), tables: flags.table }));
    });

  withTarget(program.command('import'))
    .description('put items from a file into tables of a running app')
    .argument('<file>', 'an export, or with --table: .csv, or items as JSON or JSON lines; - is standard input')
    .option('--table <name>', 'where the items go')
    .option('--from-line <number>', 'pass over the items before this line', '1')
    .action(async (file: string, flags: TargetFlags & { readonly table?: string; readonly fromLine: string }) => {
      const fromLine = Number(flags.fromLine);
      if (!(fromLine >= 1)) throw new UsageError('--from-line takes a number of 1 or more.');
      const { importTables } = await import('./import.js');
      done(await importTables(file, { url: targetOf(flags), table: flags.table, fromLine }));
    });

  addWorkflowCommands(program, done);
  addCredentialCommands(program, done);
  return program;
}

/** Without a command `start` is meant; but a word that names neither a command nor anything on disk is a slip. */
function checkCommand(program: Command, word: string | undefined): void {
  if (word === undefined || word === 'help' || !/^[\w-]+$/.test(word) || word.startsWith('-')) return;
  const names = program.commands.map((command) => command.name());
  if (names.includes(word) || existsSync(word)) return;
  const nearest = nearestName(word, names);
  const hint = nearest === undefined ? `The commands are ${names.join(', ')}.` : `Did you mean offsync ${nearest}?`;
  throw new UsageError(`There is neither a command nor a file or folder '${word}'. ${hint}`);
}

/** Runs one command; `args` are what stands behind `offsync`. Resolves with the exit code, and prints what a person did wrong. */
export async function run(args: readonly string[]): Promise<number> {
  let code = 0;
  try {
    const program = createProgram((given) => {
      code = given;
    });
    checkCommand(program, args[0]);
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has printed its line already; help and version are no faults.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      process.stderr.write(`error: ${error.message}\n`);
      return 2;
    }
    if (error instanceof OffsyncError && error.code !== 'BUG') {
      process.stderr.write(`error: ${error.message}\n`);
      return 1;
    }
    throw error;
  }
}
