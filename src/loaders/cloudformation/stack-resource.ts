// A resource of a stack: its properties, evaluated one by one and once, with their places. Made by stack.ts, read by the
// descriptors in resources/.
import type { Place } from '../../lib/diagnostics.js';
import { child, type DocumentNode, type Entry, placeOf } from '../document.js';
import type { Findings } from '../findings.js';
import type { LoadOptions } from '../options.js';
import { evaluate, expandEntries } from './evaluate.js';
import { createReader } from './reader.js';
import type { Resource } from './resource.js';
import { type Scope, UNRESOLVED } from './scope.js';

/** Works a value out once. Meeting it again on the way is a circle: `circle` is told, and it is UNRESOLVED. */
export type Once = <T>(key: string, compute: () => T, circle?: () => void) => T | typeof UNRESOLVED;

/** What a resource needs of its stack. */
export interface Surroundings {
  readonly prefix: string;
  readonly stackName: string;
  readonly options: LoadOptions;
  readonly findings: Findings;
  readonly scope: Scope;
  readonly once: Once;
  locate(location: string, place: Place): string | undefined;
  output(resource: Resource, name: string): unknown;
}

/** Where the text of a node begins: that of a Sub is its template. */
function textPlace(node: DocumentNode): Place {
  const argument = child(node, 'Fn::Sub');
  if (argument) return argument.kind === 'list' ? (argument.items[0]?.place ?? argument.place) : argument.place;
  return node.place;
}

export function createResource(entry: Entry, type: string, around: Surroundings): Resource {
  const { prefix, stackName, options, findings, scope, once } = around;
  const { key: logicalId, value: node } = entry;
  const path = `${prefix}${logicalId}`;
  const at = (place: Place): Place => ({ ...place, logicalId: path });
  // What is wrong inside a property is told with the resource it belongs to.
  const own: Scope = {
    ...scope,
    ref: (name, place) => scope.ref(name, at(place)),
    attribute: (resource, attribute, place) => scope.attribute(resource, attribute, at(place)),
    condition: (name, place) => scope.condition(name, at(place)),
    importValue: (name, place) => scope.importValue(name, at(place)),
    include: (location, place) => scope.include(location, at(place)),
    report: (diagnostic) => findings.report({ ...diagnostic, place: at(diagnostic.place) }),
  };
  const propertiesNode = child(node, 'Properties');
  const entries = (): ReadonlyMap<string, Entry> => {
    const made = once(`properties ${logicalId}`, () => {
      const expanded = propertiesNode?.kind === 'map' ? expandEntries(propertiesNode, own) : [];
      return new Map(expanded.map((property) => [property.key, property]));
    });
    return made === UNRESOLVED ? new Map() : made;
  };
  const resource: Resource = {
    logicalId,
    path,
    type,
    place: at(entry.place),
    options,
    findings,
    generatedName: `${stackName}-${logicalId}`,
    properties: createReader({
      what: path,
      names: () => [...entries().keys()],
      get(name) {
        const property = entries().get(name);
        return property && once(`property ${logicalId}.${name}`, () => evaluate(property.value, own));
      },
      place([first, ...rest]) {
        const property = first === undefined ? undefined : entries().get(String(first));
        if (!property) return at(entry.place);
        return at(rest.length === 0 ? property.place : placeOf(property.value, rest));
      },
      textPlace: (name) => at(textPlace(entries().get(name)?.value ?? node)),
      report: findings.report,
    }),
    locate: (location, property) => around.locate(location, resource.properties.place(property)),
    output: (name) => around.output(resource, name),
  };
  return resource;
}
