// State machines of a convention app: `stateMachines:` of offsync.yaml, and every workflows/<name>.asl.json or .asl.yaml
// that it does not name. Called by load.ts.
import { join } from 'node:path';
import { formatArn } from '../../aws/arn.js';
import type { SourceText, StateMachineDefinition } from '../../definition/model.js';
import type { Place } from '../../lib/diagnostics.js';
import { listFolder, shownPath } from '../files.js';
import type { Findings } from '../findings.js';
import type { LoadOptions } from '../options.js';
import { readStateMachine, substituteDefinition } from '../state-machine-text.js';
import type { StateMachineConfig } from './config.js';

interface Context {
  readonly root: string;
  readonly options: LoadOptions;
  readonly findings: Findings;
}

function create(
  name: string,
  definition: SourceText,
  config: Partial<StateMachineConfig>,
  place: Place,
  options: LoadOptions,
): StateMachineDefinition {
  return {
    name,
    arn: formatArn(options.account, 'states', `stateMachine:${name}`),
    type: config.type ?? 'STANDARD',
    definition,
    roleArn: config.role ?? `arn:aws:iam::${options.account.accountId}:role/${name}`,
    tags: config.tags ?? {},
    ...(config.logging && { loggingConfiguration: loggingOf(name, config.logging, options) }),
    place,
  };
}

/** CreateStateMachine's words. https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html */
function loggingOf(
  name: string,
  { level, includeExecutionData, logGroup }: NonNullable<StateMachineConfig['logging']>,
  { account }: LoadOptions,
): NonNullable<StateMachineDefinition['loggingConfiguration']> {
  // The name that AWS's console gives.
  const group = logGroup ?? `/aws/vendedlogs/states/${name}-Logs`;
  const logGroupArn = group.startsWith('arn:') ? group : formatArn(account, 'logs', `log-group:${group}:*`);
  return { level, includeExecutionData, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] };
}

export function createStateMachine(
  name: string,
  config: StateMachineConfig,
  context: Context & { placeAt(...path: readonly (string | number)[]): Place },
  place: Place,
): StateMachineDefinition | undefined {
  const substitutions = config.substitutions ?? {};
  const definition =
    typeof config.definition === 'string'
      ? readStateMachine(join(context.root, config.definition), substitutions, context.findings, place)
      : {
          text: substituteDefinition(JSON.stringify(config.definition, undefined, 2), substitutions),
          place,
          locate: (keys: readonly (string | number)[]) => context.placeAt('stateMachines', name, 'definition', ...keys),
        };
  return definition && create(name, definition, config, place, context.options);
}

/** Those in workflows/ whose file nobody named. */
export function findStateMachines(named: ReadonlySet<string>, context: Context): readonly StateMachineDefinition[] {
  const folder = join(context.root, 'workflows');
  context.findings.watch(folder);
  return listFolder(folder).flatMap(({ name: file, kind }) => {
    const match = /^([A-Za-z0-9_-]+)\.asl\.(json|ya?ml)$/.exec(file);
    const path = join(folder, file);
    if (kind !== 'file' || !match || named.has(path)) return [];
    const place = { file: shownPath(path) };
    const definition = readStateMachine(path, {}, context.findings, place);
    return definition ? [create(match[1]!, definition, {}, place, context.options)] : [];
  });
}
