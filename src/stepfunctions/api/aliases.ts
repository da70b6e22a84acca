// Aliases as the operations see them: found, checked, described. Used by the operations.
import { ServiceError } from '../../aws/errors.js';
import { isObject } from '../../lib/json.js';
import type { ApiPorts } from '../ports.js';
import type { AliasRecord, Route } from '../store/versions.js';
import { machineArn } from './arns.js';
import { type Input, validation } from './input.js';

export const aliasArn = (alias: AliasRecord): string => `${alias.machineArn}:${alias.name}`;

/** One or two versions of the same machine, whose weights make up 100. */
export function routesOf(input: Input, ports: ApiPorts): { machineArn: string; routes: readonly Route[] } {
  const given = input['routingConfiguration'];
  const items = Array.isArray(given) ? given.filter(isObject) : [];
  if (items.length < 1 || items.length > 2) {
    throw validation('Routing configuration must have one or two items');
  }
  const routes = items.map((item) => ({
    stateMachineVersionArn: String(item['stateMachineVersionArn'] ?? ''),
    weight: Number(item['weight']),
  }));
  const arns = routes.map((route) => machineArn(route.stateMachineVersionArn));
  if (arns.some(({ qualifier }) => qualifier === undefined || !/^\d+$/.test(qualifier))) {
    const received = routes.map((route) => route.stateMachineVersionArn).join(', ');
    throw validation(`Routing configuration must contain state machine version ARNs. Received: [${received}]`);
  }
  if (new Set(arns.map(({ arn }) => arn)).size > 1) {
    throw validation('Routing configuration must contain versions of one state machine');
  }
  if (routes.reduce((sum, route) => sum + route.weight, 0) !== 100) {
    throw validation('Sum of routing configuration weights must equal 100');
  }
  for (const { arn, qualifier } of arns) {
    if (!ports.stores.versions.version(arn, Number(qualifier))) throw notFound();
  }
  return { machineArn: arns[0]!.arn, routes };
}

export function findAlias(text: string, ports: ApiPorts): AliasRecord {
  const { arn, qualifier } = machineArn(text);
  const alias = qualifier === undefined ? undefined : ports.stores.versions.alias(arn, qualifier);
  if (!alias) throw notFound();
  return alias;
}

function notFound(): ServiceError {
  return new ServiceError('ResourceNotFound', 'Request references a resource that does not exist.');
}
