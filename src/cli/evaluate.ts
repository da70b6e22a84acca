// `offsync evaluate`: one resolver or template against a context, with the engine that the server uses. Exit code 1 when
// the code reports an error.
import { EMPTY_DEFINITION } from '../definition/model.js';
import { createEmulator, renderedFault } from '../emulator.js';
import { messageOf } from '../lib/errors.js';
import { readText } from './files.js';
import { UsageError } from './usage-error.js';

export interface EvaluateSettings {
  /** A file, `-` for standard input, or undefined for an empty context. */
  readonly context: string | undefined;
  readonly function: string;
  readonly json: boolean;
  /** Where APPSYNC_JS code runs: `vm`, or `quickjs` for code one does not trust. */
  readonly sandbox: string;
}

interface Answer {
  readonly evaluationResult?: string;
  readonly error?: {
    readonly message: string;
    readonly codeErrors?: readonly {
      readonly errorType: string;
      readonly value: string;
      readonly location?: { readonly line: number; readonly column: number };
    }[];
  };
  readonly logs?: readonly string[];
  readonly message?: string;
}

/** What would be deployed: TypeScript, and code that imports files, as one module; other code as it is. */
async function deployable(file: string): Promise<string> {
  const code = readText(file);
  if (!/\.[cm]?tsx?$/.test(file) && !/\bfrom\s*['"]\.{1,2}\//.test(code)) return code;
  const { build } = await import('esbuild');
  try {
    const { outputFiles } = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'esnext',
      external: ['@aws-appsync/utils', '@aws-appsync/utils/*'],
      logLevel: 'silent',
    });
    return outputFiles[0]!.text;
  } catch (error) {
    throw new UsageError(`${file} can't be bundled: ${messageOf(error)}`);
  }
}

/** The lines around a place, with a mark under it. */
function codeFrame(code: string, line: number, column: number): string[] {
  const lines = code.split('\n');
  const shown: string[] = [];
  for (let at = Math.max(1, line - 2); at <= Math.min(lines.length, line + 2); at += 1) {
    shown.push(`${at === line ? '>' : ' '} ${String(at).padStart(4)} | ${lines[at - 1]}`);
    if (at === line) shown.push(`       | ${' '.repeat(Math.max(0, column))}^`);
  }
  return shown;
}

/** The place Velocity names in a message, in the template. */
function templateFrame(template: string, message: string): string[] {
  const place = /velocity\[line (\d+), column (\d+)\]/.exec(message);
  return place === null ? [] : codeFrame(template, Number(place[1]), Number(place[2]) - 1);
}

/** What a resolver would find wrong with what a template rendered: EvaluateMappingTemplate itself answers any text. */
function renderedProblem(rendered: string): string[] {
  const fault = renderedFault(rendered);
  if (fault === undefined) return [];
  // AWS's message holds the whole text, which the frame shows the place in.
  const message = fault.message.replace(rendered, 'the rendered text');
  return [`error: ${message}`, ...codeFrame(rendered, fault.line, fault.column - 1)];
}

export async function evaluate(file: string, settings: EvaluateSettings): Promise<number> {
  const { sandbox } = settings;
  if (sandbox !== 'vm' && sandbox !== 'quickjs') throw new UsageError(`--sandbox takes vm or quickjs, not ${sandbox}.`);
  const template = file.endsWith('.vtl');
  const code = template ? readText(file) : await deployable(file);
  const context = settings.context === undefined ? '{}' : readText(settings.context, '--context');
  const emulator = await createEmulator({ definition: EMPTY_DEFINITION, sandbox });
  const response = await emulator.fetch(template ? '/v1/dataplane-evaluatetemplate' : '/v1/dataplane-evaluatecode', {
    method: 'POST',
    body: JSON.stringify(
      template
        ? { template: code, context }
        : { code, context, function: settings.function, runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' } },
    ),
  });
  const answer = (await response.json()) as Answer;
  await emulator.close();
  if (!response.ok) throw new UsageError(answer.message ?? `The evaluation was refused (${response.status}).`);
  const problem = template && answer.error === undefined ? renderedProblem(answer.evaluationResult ?? '') : [];
  if (settings.json) process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  else {
    for (const line of answer.logs ?? []) process.stderr.write(`log: ${line}\n`);
    if (answer.error) {
      process.stderr.write(`error: ${answer.error.message}\n`);
      for (const line of template ? templateFrame(code, answer.error.message) : []) process.stderr.write(`${line}\n`);
      for (const fault of answer.error.codeErrors ?? []) {
        process.stderr.write(`${fault.errorType}: ${fault.value}\n`);
        if (fault.location)
          process.stderr.write(`${codeFrame(code, fault.location.line, fault.location.column).join('\n')}\n`);
      }
    } else process.stdout.write(`${answer.evaluationResult ?? 'null'}\n`);
    for (const line of problem) process.stderr.write(`${line}\n`);
  }
  return answer.error || problem.length > 0 ? 1 : 0;
}
