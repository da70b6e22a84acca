// AWS::AppSync::ApiKey (aws-resource-appsync-apikey). Without Expires a key is good for seven days from the start.
import { formatArn } from '../../../aws/arn.js';
import { systemClock } from '../../../lib/clock.js';
import { found } from '../../diagnostics.js';
import { stableApiKey } from '../../stable-id.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';

/** ApiKeyId is CloudFormation's own handle and not the key; a template may set it to get a new key. */
function keyOf(resource: Resource): string {
  const handle = resource.properties.text('ApiKeyId');
  return stableApiKey(handle === undefined ? resource.path : `${resource.path}:${handle}`);
}

function arnOf(resource: Resource): string {
  const apiId = resource.properties.text('ApiId') ?? '';
  return formatArn(resource.options.account, 'appsync', `apis/${apiId}/apikeys/${keyOf(resource)}`);
}

export const appsyncApiKey: ResourceType = {
  type: 'AWS::AppSync::ApiKey',
  properties: properties(['ApiId', 'ApiKeyId', 'Description', 'Expires']),
  ref: arnOf,
  attribute: attributeTable({ ApiKey: keyOf, Arn: arnOf, ApiKeyId: keyOf }),
  build(resource, draft) {
    const read = resource.properties;
    const apiId = read.needText('ApiId');
    const chosen = read.number('Expires');
    const description = read.text('Description');
    // CreateApiKey rounds down to the hour.
    const expires = chosen === undefined ? undefined : Math.floor(chosen / 3600) * 3600;
    const now = (resource.options.clock ?? systemClock).now() / 1000;
    if (expires !== undefined && expires <= now) {
      const when = new Date(expires * 1000).toISOString();
      const message = `The API key ${resource.logicalId} expired on ${when} and will be refused.`;
      resource.findings.report(found.API_KEY_EXPIRED(message, read.place('Expires')));
    }
    if (apiId === undefined) return;
    const apiKey = {
      id: keyOf(resource),
      ...(expires !== undefined && { expires }),
      ...(description !== undefined && { description }),
    };
    draft.part(apiId, { kind: 'apiKey', apiKey }, resource.place);
  },
};
