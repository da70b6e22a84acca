// One stack: a template with values for its parameters. Gives expressions their names (Scope) and resources their
// properties, each worked out when it is first asked for; nested stacks are made the same way. Called by load.ts.
import { basename, dirname } from 'node:path';
import { formatArn } from '../../aws/arn.js';
import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { child, type Entry, parseTree } from '../document.js';
import { readText, shownPath } from '../files.js';
import { stableId } from '../stable-id.js';
import { didYouMean } from '../suggest.js';
import type { App } from './app.js';
import { checkAttributes, checkDependencies, checkProperties } from './checks.js';
import { truthOf } from './conditions.js';
import type { Draft } from './draft.js';
import { dynamicReference } from './dynamic-references.js';
import { evaluate, expandEntries } from './evaluate.js';
import { findLocation } from './locations.js';
import { isFetched, parameterValue } from './parameters.js';
import type { Resource } from './resource.js';
import { NESTED_STACK, resourceType } from './resources/index.js';
import { NO_VALUE, type Scope, scalarText, UNRESOLVED } from './scope.js';
import { createResource, type Once, type Surroundings } from './stack-resource.js';
import { readTemplate, type Template } from './template.js';

/** CloudFormation has no such limit; a template that contains itself has to end somewhere. */
const DEEPEST_STACK = 12;

export interface StackInput {
  readonly template: Template;
  readonly name: string;
  /** '' for the root, `Parent/` for what the stack Parent nests. */
  readonly prefix: string;
  readonly depth: number;
  /** What is given for a parameter: undefined for nothing, UNRESOLVED after a diagnostic. */
  given(parameter: string): unknown;
}

export interface Stack {
  output(name: string): unknown;
  /** Every output whose condition holds, as text. */
  outputs(): Readonly<Record<string, string>>;
  /** Checks the stack and adds what its resources stand for, nested stacks included. */
  build(draft: Draft): void;
}

export function createStack(input: StackInput, app: App): Stack {
  const { template, name: stackName, prefix } = input;
  const { options, findings } = app;
  const { region, accountId } = options.account;
  const values = new Map<string, unknown>();

  const once: Once = <T>(key: string, compute: () => T, circle?: () => void): T | typeof UNRESOLVED => {
    const full = `${prefix}${key}`;
    if (values.has(key)) return values.get(key) as T;
    if (app.active.has(full)) {
      circle?.();
      return UNRESOLVED;
    }
    app.active.add(full);
    try {
      const value = compute();
      values.set(key, value);
      return value;
    } finally {
      app.active.delete(full);
    }
  };

  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': formatArn(
      options.account,
      'cloudformation',
      `stack/${stackName}/${stableId(`stack:${prefix}${stackName}`)}`,
    ),
    'AWS::NotificationARNs': [],
    'AWS::NoValue': NO_VALUE,
  };

  const unknownName = (name: string, place: Place): typeof UNRESOLVED => {
    const declared = [...(template.section('Parameters')?.entries.keys() ?? []), ...resources().keys()];
    const message = excluded().has(name)
      ? `${name} is not made: its condition does not hold.`
      : `The template has no parameter or resource "${name}".${didYouMean(name, [...declared, ...Object.keys(pseudo)])}`;
    findings.report(found.REFERENCE_UNKNOWN(message, place));
    return UNRESOLVED;
  };

  const parameter = (entry: Entry): unknown =>
    once(`parameter ${entry.key}`, () => {
      const given = input.given(entry.key);
      if (given === UNRESOLVED) return UNRESOLVED;
      const text = Array.isArray(given) ? given.join(',') : scalarText(given);
      const fetch = (key: string): string | undefined => options.parameters[key];
      return parameterValue({ name: entry.key, node: entry.value, place: entry.place }, text, fetch, findings);
    });

  const scope: Scope = {
    region,
    report: findings.report,
    ref(name, place) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const declared = template.section('Parameters')?.entries.get(name);
      if (declared) return parameter(declared);
      const resource = resources().get(name);
      if (!resource) return unknownName(name, place);
      return once(`ref ${name}`, () => resourceType(resource.type).ref(resource)) ?? UNRESOLVED;
    },
    attribute(logicalId, attribute, place) {
      const resource = resources().get(logicalId);
      if (!resource) return unknownName(logicalId, place);
      const value = once(`attribute ${logicalId}.${attribute}`, () =>
        resourceType(resource.type).attribute(resource, attribute),
      );
      if (value !== undefined) return value;
      const message = `${logicalId} (${resource.type}) has no attribute "${attribute}".`;
      findings.report(found.REFERENCE_UNKNOWN(message, place));
      return UNRESOLVED;
    },
    condition(name, place) {
      const entry = conditions().get(name);
      if (!entry) {
        const message = `The template has no condition "${name}".${didYouMean(name, conditions().keys())}`;
        findings.report(found.REFERENCE_UNKNOWN(message, place));
        return UNRESOLVED;
      }
      return once(
        `condition ${name}`,
        () => truthOf(entry.value, { scope, evaluate, place: entry.place }),
        () => findings.report(found.REFERENCE_CYCLE(`The condition ${name} depends on itself.`, entry.place)),
      );
    },
    mapping: (map, top, second) => child(child(child(template.section('Mappings'), map), top), second),
    importValue(name, place) {
      const value = once(
        `import ${name}`,
        () => app.exported(name),
        () => findings.report(found.REFERENCE_CYCLE(`The export ${name} depends on itself.`, place)),
      );
      if (value !== undefined) return value;
      const given = options.parameters[`import:${name}`];
      if (given !== undefined) return given;
      const message = `No stack of the app exports "${name}". Give it: --parameter import:${name}=value.`;
      findings.report(found.REFERENCE_UNKNOWN(message, place));
      return UNRESOLVED;
    },
    dynamicReference: (reference) => dynamicReference(reference, options, findings),
    include(location, place) {
      const path = locate(location, place);
      if (path === undefined) return undefined;
      if (!app.mayInclude()) {
        findings.report(found.INTRINSIC_INVALID(`${shownPath(path)} includes itself, or too much is included.`, place));
        return undefined;
      }
      const text = readText(path, findings, place);
      return text === undefined ? undefined : parseTree(text, shownPath(path), findings);
    },
  };

  const locate = (location: string, place: Place): string | undefined => {
    const path = findLocation(location, template.file, app.rootFile);
    if (path === undefined) {
      const message = `${location} has no counterpart among the files in and around ${shownPath(dirname(app.rootFile))}.`;
      findings.report(found.LOCATION_NOT_FOUND(message, place));
    }
    return path;
  };

  const entriesOf = (section: 'Conditions' | 'Resources' | 'Outputs'): ReadonlyMap<string, Entry> => {
    const made = once(`section ${section}`, () => {
      const node = template.section(section);
      return new Map((node ? expandEntries(node, scope) : []).map((entry) => [entry.key, entry]));
    });
    return made === UNRESOLVED ? new Map() : made;
  };
  const conditions = (): ReadonlyMap<string, Entry> => entriesOf('Conditions');

  /** True when the condition named in an entry, if any, holds. */
  const isMade = (entry: Entry): boolean => {
    const condition = child(entry.value, 'Condition');
    if (condition === undefined) return true;
    if (condition.kind === 'scalar' && typeof condition.value === 'string') {
      return scope.condition(condition.value, condition.place) === true;
    }
    findings.report(
      found.TEMPLATE_INVALID(`Condition of ${entry.key} must be the name of a condition.`, condition.place),
    );
    return false;
  };

  const surroundings: Surroundings = {
    prefix,
    stackName,
    options,
    findings,
    scope,
    once,
    locate,
    output(resource, name) {
      const nested = childOf(resource);
      return nested ? nested.output(name) : UNRESOLVED;
    },
  };

  /** The resources of the template: those that are made, and the names of those that are not. */
  const split = (): { made: ReadonlyMap<string, Resource>; excluded: ReadonlySet<string> } => {
    const result = once('resources', () => {
      const made = new Map<string, Resource>();
      const excluded = new Set<string>();
      for (const entry of entriesOf('Resources').values()) {
        const type = child(entry.value, 'Type');
        const place = { ...entry.place, logicalId: `${prefix}${entry.key}` };
        if (type?.kind !== 'scalar' || typeof type.value !== 'string') {
          findings.report(found.TEMPLATE_INVALID(`The resource ${entry.key} has no Type.`, place));
          excluded.add(entry.key);
          continue;
        }
        const own = child(entry.value, 'Properties');
        if (own && own.kind !== 'map' && !(own.kind === 'scalar' && own.value === null)) {
          findings.report(found.TEMPLATE_INVALID(`Properties of ${entry.key} must be a map.`, place));
        }
        if (isMade(entry)) made.set(entry.key, createResource(entry, type.value, surroundings));
        else excluded.add(entry.key);
      }
      return { made, excluded };
    });
    return result === UNRESOLVED ? { made: new Map(), excluded: new Set() } : result;
  };
  const resources = (): ReadonlyMap<string, Resource> => split().made;
  const excluded = (): ReadonlySet<string> => split().excluded;

  /** The stack that a resource nests; undefined after a diagnostic, and for every other resource. */
  const childOf = (resource: Resource): Stack | undefined => {
    if (resource.type !== NESTED_STACK) return undefined;
    const made = once(`stack ${resource.logicalId}`, () => {
      const url = resource.properties.needText('TemplateURL');
      if (url === undefined) return undefined;
      const place = resource.properties.place('TemplateURL');
      if (input.depth >= DEEPEST_STACK) {
        findings.report(found.REFERENCE_CYCLE(`Stacks are nested more than ${DEEPEST_STACK} deep.`, place));
        return undefined;
      }
      const file = resource.locate(url, 'TemplateURL');
      const nested = file === undefined ? undefined : readTemplate(file, findings, place);
      if (!nested) return undefined;
      const given = resource.properties.object('Parameters');
      const declared = nested.section('Parameters')?.entries;
      for (const name of given?.names() ?? []) {
        if (declared?.has(name)) continue;
        const message = `${basename(nested.file)} has no parameter "${name}".${didYouMean(name, declared?.keys() ?? [])}`;
        findings.report(found.PARAMETER_UNKNOWN(message, given!.place(name)));
      }
      return createStack(
        {
          template: nested,
          name: resource.generatedName,
          prefix: `${resource.path}/`,
          depth: input.depth + 1,
          given: (name) => {
            const value = given?.raw(name);
            // A value that could not be found out is not the same as none: the default must not step in.
            return value === undefined && given?.names().includes(name) ? UNRESOLVED : value;
          },
        },
        app,
      );
    });
    return made === UNRESOLVED ? undefined : made;
  };

  const outputValue = (entry: Entry): unknown =>
    once(`output ${entry.key}`, () => {
      const value = child(entry.value, 'Value');
      if (value) return evaluate(value, scope);
      findings.report(found.TEMPLATE_INVALID(`The output ${entry.key} has no Value.`, entry.place));
      return UNRESOLVED;
    });

  app.onExport((name) => {
    // What nested stacks export counts as well, so they have to be there.
    for (const resource of resources().values()) childOf(resource);
    for (const entry of entriesOf('Outputs').values()) {
      const exportName = child(child(entry.value, 'Export'), 'Name');
      if (exportName && isMade(entry) && evaluate(exportName, scope) === name) return outputValue(entry);
    }
    return undefined;
  });

  return {
    output(name) {
      const entry = entriesOf('Outputs').get(name);
      return entry && isMade(entry) ? outputValue(entry) : undefined;
    },
    outputs() {
      const made: [string, string][] = [];
      for (const entry of entriesOf('Outputs').values()) {
        const value = isMade(entry) ? outputValue(entry) : UNRESOLVED;
        if (value === UNRESOLVED || value === NO_VALUE) continue;
        made.push([entry.key, scalarText(value) ?? JSON.stringify(value)]);
      }
      return Object.fromEntries(made);
    },
    build(draft) {
      for (const entry of template.section('Parameters')?.entries.values() ?? []) {
        // What would be fetched is asked for only when it is used: every CDK template declares a BootstrapVersion.
        if (!isFetched(entry.value)) parameter(entry);
      }
      for (const name of conditions().keys()) scope.condition(name, template.place);
      const entries = entriesOf('Resources');
      for (const entry of entries.values()) checkAttributes(entry, prefix, app);
      const holds = (condition: string): boolean => scope.condition(condition, template.place) === true;
      checkDependencies({ entries, resources: resources(), excluded: excluded(), holds }, findings);
      for (const resource of resources().values()) {
        const type = resourceType(resource.type);
        if (type.fate === undefined) checkProperties(resource, type);
        else app.passOver(resource, type.fate);
        type.build(resource, draft);
        childOf(resource)?.build(draft);
      }
    },
  };
}
