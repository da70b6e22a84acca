// State machines as the operations see them: found by any of their ARNs, described, checked. Used by the operations.
import { ServiceError } from '../../aws/errors.js';
import type { StateMachineDefinition } from '../../definition/model.js';
import { isObject } from '../../lib/json.js';
import { formatFindings } from '../asl/check.js';
import { variableReferences } from '../asl/variable-references.js';
import type { Machine } from '../model.js';
import type { ApiPorts } from '../ports.js';
import { type CompiledMachine, compileMachine, type MachineProgram } from '../states/machine-program.js';
import type { VersionRecord } from '../store/versions.js';
import { machineArn } from './arns.js';
import { type Input, optionalObject, seconds } from './input.js';

export const MACHINE_TYPES = ['STANDARD', 'EXPRESS'] as const;

export function machineDoesNotExist(arn: string): ServiceError {
  return new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

/** The machine itself; an ARN with a version or alias is none. */
export function findMachine(text: string, ports: ApiPorts): Machine {
  const { arn, qualifier } = machineArn(text);
  const machine = qualifier === undefined ? ports.program().machines.get(arn) : undefined;
  if (!machine) throw machineDoesNotExist(text);
  return machine;
}

/** What an ARN with or without a qualifier stands for. */
export interface QualifiedMachine {
  readonly definition: StateMachineDefinition;
  readonly program: MachineProgram;
  readonly version: VersionRecord | undefined;
  /** The ARN as it was given, when it names a version or an alias. */
  readonly qualifier: string | undefined;
}

/** An alias draws one of its versions, by weight. */
export function resolveMachine(text: string, ports: ApiPorts): QualifiedMachine {
  const { arn, qualifier } = machineArn(text);
  const machine = ports.program().machines.get(arn);
  if (!machine) throw machineDoesNotExist(text);
  if (qualifier === undefined) return { ...machine, version: undefined, qualifier: undefined };
  const { versions } = ports.stores;
  let number = Number(qualifier);
  if (Number.isNaN(number)) {
    const alias = versions.alias(arn, qualifier);
    if (!alias) throw machineDoesNotExist(text);
    let drawn = ports.random.next() * 100;
    const route = alias.routes.find((one) => {
      drawn -= one.weight;
      return drawn < 0;
    });
    number = Number(machineArn((route ?? alias.routes[0]!).stateMachineVersionArn).qualifier);
  }
  const version = versions.version(arn, number);
  if (!version) throw machineDoesNotExist(text);
  const definition = JSON.parse(version.snapshot) as StateMachineDefinition;
  const { program } = compileText(definition.definition.text, definition.type, ports);
  if (!program) throw machineDoesNotExist(text);
  return { definition, program, version, qualifier: text };
}

export function compileText(text: string, type: 'STANDARD' | 'EXPRESS', ports: ApiPorts): CompiledMachine {
  const { jsonata } = ports.program();
  return compileMachine(text, { express: type === 'EXPRESS', account: ports.account, jsonata });
}

/** Throws InvalidDefinition when the text can't be run. */
export function checkDefinition(text: string, type: 'STANDARD' | 'EXPRESS', ports: ApiPorts): void {
  const { findings } = compileText(text, type, ports);
  const errors = findings.filter((finding) => finding.severity === 'ERROR');
  if (errors.length === 0) return;
  throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${formatFindings(errors)}'`);
}

export const DEFAULT_LOGGING = { level: 'OFF', includeExecutionData: false };
export const DEFAULT_TRACING = { enabled: false };

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html */
export function loggingConfiguration(input: Input): Readonly<Record<string, unknown>> | undefined {
  const logging = optionalObject(input, 'loggingConfiguration');
  if (!logging) return undefined;
  const { level = 'OFF', includeExecutionData = false, destinations } = logging;
  const invalid = (text: string): ServiceError =>
    new ServiceError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${text}`);
  const count = Array.isArray(destinations) ? destinations.length : 0;
  if (count > 1 || (level !== 'OFF' && count === 0)) throw invalid('Must specify exactly one Log Destination.');
  return { level, includeExecutionData, ...(count > 0 ? { destinations } : {}) };
}

export function tagsOf(input: Input): Record<string, string> {
  const tags = Array.isArray(input['tags']) ? input['tags'] : [];
  return Object.fromEntries(tags.filter(isObject).map((tag) => [String(tag['key'] ?? ''), String(tag['value'] ?? '')]));
}

/** When it was made: tells it from an earlier machine of the same name. Machines from files were always there. */
export function incarnationOf(definition: StateMachineDefinition): number {
  return definition.createdAt ?? 0;
}

export function createdAt(definition: StateMachineDefinition, ports: ApiPorts): number {
  return seconds(definition.createdAt ?? ports.startedAt);
}

/** A template says `Level` where the API says `level`. */
function inApiWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inApiWords);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name[0]!.toLowerCase() + name.slice(1), inApiWords(inner)]),
  );
}

export function settingsOf(definition: StateMachineDefinition | undefined): Record<string, unknown> {
  return {
    loggingConfiguration: inApiWords(definition?.loggingConfiguration ?? DEFAULT_LOGGING),
    tracingConfiguration: inApiWords(definition?.tracingConfiguration ?? DEFAULT_TRACING),
  };
}

/** What DescribeStateMachine says of a machine and of a version alike. */
export function describeMachine(definition: StateMachineDefinition): Record<string, unknown> {
  const references = variableReferences(definition.definition.text);
  return {
    ...(references ? { variableReferences: references } : {}),
    stateMachineArn: definition.arn,
    name: definition.name,
    definition: definition.definition.text,
    roleArn: definition.roleArn,
    ...settingsOf(definition),
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    ...(definition.revisionId === undefined ? {} : { revisionId: definition.revisionId }),
  };
}

/** Keeps the machine as it is now as its next version; the same revision isn't published twice. */
export async function publish(
  definition: StateMachineDefinition,
  description: string | undefined,
  ports: ApiPorts,
): Promise<VersionRecord> {
  const { versions } = ports.stores;
  const [latest] = versions.versions(definition.arn);
  if (latest && latest.revisionId === definition.revisionId) return latest;
  return ports.database.commit(() => {
    const version: VersionRecord = {
      machineArn: definition.arn,
      number: versions.nextNumber(definition.arn),
      createdAt: ports.clock.now(),
      description,
      revisionId: definition.revisionId,
      snapshot: JSON.stringify(definition),
    };
    versions.putVersion(version);
    return version;
  });
}

export const versionArn = (version: VersionRecord): string => `${version.machineArn}:${version.number}`;
