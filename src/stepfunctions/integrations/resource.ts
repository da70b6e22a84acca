// Resource ARNs of Task states: which target they name. What AWS doesn't know is refused in its words, what is only not
// emulated by name.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
import { type Account, parseArn } from '../../aws/arn.js';
import { Bug } from '../../lib/errors.js';
import type { Check } from '../asl/check.js';
import { activityTarget } from './activity.js';
import { INTEGRATIONS } from './index.js';
import { KNOWN_ACTIONS } from './known.js';
import { lambdaFunctionTarget } from './lambda.js';
import { type Action, type Pattern, serviceTarget } from './service.js';
import type { Target } from './target.js';

const PATTERNS: Readonly<Record<string, Pattern>> = {
  '': 'requestResponse',
  '.sync': 'sync',
  '.sync:2': 'sync:2',
  '.waitForTaskToken': 'waitForTaskToken',
};

const SERVICES = new Map(INTEGRATIONS.map((integration) => [integration.service, integration]));

/** What only a mock answers for. */
const MOCKED: Action = { patterns: [], run: () => Promise.reject(new Bug('A mocked integration was called.')) };

/** The target, or undefined after a finding at `location`. */
export function resolveResource(
  resource: string,
  context: { readonly check: Check; readonly account: Account; readonly express: boolean; readonly trial: boolean },
  location: string,
): Target | undefined {
  const { check, account, express } = context;
  const unknown = (): undefined =>
    check.schema(
      `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      location,
    ) as undefined;
  const arn = parseArn(resource);
  if (!arn) return check.schema('Value is not a valid resource ARN', location) as undefined;
  if (arn.service === 'lambda' && arn.resource.startsWith('function:')) {
    check.named.push({ kind: 'functions', target: resource, location });
    return lambdaFunctionTarget(resource);
  }
  if (arn.service !== 'states') return unknown();
  if (arn.resource.startsWith('activity:')) {
    if (!express) return activityTarget(resource);
    return check.schema('Express state machine does not support Activity ARN', location) as undefined;
  }
  const parts = /^(aws-sdk:)?([a-z0-9-]+):([A-Za-z0-9]+)(\.[A-Za-z]+(?::2)?)?$/.exec(arn.resource);
  const pattern = parts ? PATTERNS[parts[4] ?? ''] : undefined;
  if (!parts || !pattern) return unknown();
  const [, sdk, service, name] = parts as unknown as [string, string | undefined, string, string];
  if (express && pattern !== 'requestResponse') {
    return check.schema(
      `Express state machine does not support '${parts[4]}' service integration `,
      location,
    ) as undefined;
  }
  const whole = `${sdk ?? ''}${service}`;
  const integration = SERVICES.get(whole);
  const action = integration?.actions[name];
  if (action?.patterns.includes(pattern)) {
    return serviceTarget(whole, `${name}${parts[4] ?? ''}`, action, pattern, account, integration?.names);
  }
  if (sdk === undefined && !KNOWN_ACTIONS[service]?.includes(name)) return unknown();
  if (context.trial) return serviceTarget(whole, `${name}${parts[4] ?? ''}`, MOCKED, pattern, account);
  return check.notEmulated(`The integration ${arn.resource}`, location) as undefined;
}
