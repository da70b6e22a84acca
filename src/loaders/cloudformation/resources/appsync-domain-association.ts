// AWS::AppSync::DomainNameApiAssociation (aws-resource-appsync-domainnameapiassociation): gives an API a domain name.
import { attributeTable, properties, type ResourceType } from '../resource.js';

export const appsyncDomainAssociation: ResourceType = {
  type: 'AWS::AppSync::DomainNameApiAssociation',
  properties: properties(['ApiId', 'DomainName']),
  ref: (resource) => resource.properties.text('DomainName'),
  attribute: attributeTable({ ApiAssociationIdentifier: (resource) => resource.properties.text('DomainName') }),
  build(resource, draft) {
    const apiId = resource.properties.needText('ApiId');
    const domainName = resource.properties.needText('DomainName');
    if (apiId !== undefined && domainName !== undefined) {
      draft.part(apiId, { kind: 'domainName', domainName }, resource.place);
    }
  },
};
