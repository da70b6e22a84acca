#!/usr/bin/env node
// The command line. Reads arguments, calls one command, ends with its exit code: 0 good, 1 the app is wrong, 2 bad usage.
import { Command, CommanderError } from 'commander';
import { OffsyncError } from '../lib/errors.js';
import { addCredentialCommands } from './credentials.js';
import { type AppFlags, readAppFlags, readStartFlags, type StartFlags, UsageError } from './options.js';
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

  program
    .command('export')
    .description('write the items of tables of a running app to a file, as JSON lines')
    .argument('<file>', 'the file; - is standard output')
    .option('--url <url>', 'where the app is served', 'http://localhost:4566')
    .option('--table <name>', 'only this table (may be repeated)', collect, [])
    .action(async (file: string, flags: { readonly url: string; readonly table: readonly string[] }) => {
      const { exportTables } = await import('./export.js');
      done(await exportTables(file, { url: flags.url, tables: flags.table }));
    });

  program
    .command('import')
    .description('put items from a file into tables of a running app')
    .argument('<file>', 'an export, or with --table: .csv, or items as JSON or JSON lines; - is standard input')
    .option('--url <url>', 'where the app is served', 'http://localhost:4566')
    .option('--table <name>', 'where the items go')
    .option('--from-line <number>', 'pass over the items before this line', '1')
    .action(
      async (file: string, flags: { readonly url: string; readonly table?: string; readonly fromLine: string }) => {
        const fromLine = Number(flags.fromLine);
        if (!(fromLine >= 1)) throw new UsageError('--from-line takes a number of 1 or more.');
        const { importTables } = await import('./import.js');
        done(await importTables(file, { url: flags.url, table: flags.table, fromLine }));
      },
    );

  addWorkflowCommands(program, done);
  addCredentialCommands(program, done);
  return program;
}

async function main(): Promise<void> {
  try {
    await createProgram((code) => {
      process.exitCode = code;
    }).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its line already; help and version are no faults.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (error instanceof UsageError) {
      process.stderr.write(`error: ${error.message}\n`);
      process.exitCode = 2;
    } else if (error instanceof OffsyncError && error.code !== 'BUG') {
      process.stderr.write(`error: ${error.message}\n`);
      process.exitCode = 1;
    } else throw error;
  }
}

await main();
