// Checks of a stack's resources that need no evaluation of their values: attributes, dependencies, property names. Called
// by stack.ts before resources are built.
import { found } from '../diagnostics.js';
import { child, type Entry } from '../document.js';
import type { Findings } from '../findings.js';
import { didYouMean } from '../suggest.js';
import type { App } from './app.js';
import { findCycles, visitReferences } from './references.js';
import type { Resource, ResourceType } from './resource.js';

const RESOURCE_ATTRIBUTES = [
  'Type',
  'Properties',
  'Condition',
  'DependsOn',
  'Metadata',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'CreationPolicy',
  'UpdatePolicy',
];

/** Keys beside Type and Properties that mean nothing: each is told once. */
export function checkAttributes(entry: Entry, prefix: string, app: App): void {
  if (entry.value.kind !== 'map') return;
  for (const attribute of entry.value.entries.values()) {
    if (RESOURCE_ATTRIBUTES.includes(attribute.key) || !app.first(`attribute ${attribute.key}`)) continue;
    const message = `Resources have no attribute "${attribute.key}".${didYouMean(attribute.key, RESOURCE_ATTRIBUTES)}`;
    app.findings.report(
      found.TEMPLATE_UNKNOWN_KEY(message, { ...attribute.place, logicalId: `${prefix}${entry.key}` }),
    );
  }
}

export interface Dependencies {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Logical ids whose condition does not hold. */
  readonly excluded: ReadonlySet<string>;
  holds(condition: string): boolean;
}

/** What DependsOn names, and circles between resources. */
export function checkDependencies({ entries, resources, excluded, holds }: Dependencies, findings: Findings): void {
  const graph = new Map<string, ReadonlySet<string>>();
  for (const [logicalId, resource] of resources) {
    const names = new Set<string>();
    const node = entries.get(logicalId)!.value;
    const dependsOn = child(node, 'DependsOn');
    for (const item of dependsOn?.kind === 'list' ? dependsOn.items : dependsOn ? [dependsOn] : []) {
      const name = item.kind === 'scalar' ? String(item.value) : '';
      if (resources.has(name)) names.add(name);
      else if (!excluded.has(name)) {
        const hint = didYouMean(name, resources.keys());
        const place = { ...item.place, logicalId: resource.path };
        findings.report(found.REFERENCE_UNKNOWN(`DependsOn names "${name}", which is no resource.${hint}`, place));
      }
    }
    const own = child(node, 'Properties');
    if (own) visitReferences(own, holds, (name) => void (resources.has(name) && names.add(name)));
    graph.set(logicalId, names);
  }
  for (const cycle of findCycles(graph)) {
    // CloudFormation's own words.
    const message = `Circular dependency between resources: [${cycle.join(', ')}]`;
    findings.report(found.REFERENCE_CYCLE(message, resources.get(cycle[0]!)!.place));
  }
}

/** Properties that the type does not know, or that have no effect here. */
export function checkProperties(resource: Resource, type: ResourceType): void {
  const { findings } = resource;
  const known = type.properties;
  for (const name of resource.properties.names()) {
    const place = resource.properties.place(name);
    if (!Object.hasOwn(known, name)) {
      const hint = didYouMean(name, Object.keys(known));
      findings.report(found.PROPERTY_UNKNOWN(`${resource.type} has no property "${name}".${hint}`, place));
    } else if (
      known[name] === 'refused' &&
      ![undefined, false, 'false'].includes(resource.properties.raw(name) as never)
    ) {
      findings.report(found.PROPERTY_NOT_EMULATED(`${name} of ${resource.type} is not emulated.`, place));
    }
  }
}
