// AWS::AppSync::DomainName (aws-resource-appsync-domainname). The name counts once an association gives it to an API.
import { formatArn } from '../../../aws/arn.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';

const nameOf = (resource: Resource): string | undefined => resource.properties.text('DomainName');

export const appsyncDomainName: ResourceType = {
  type: 'AWS::AppSync::DomainName',
  properties: properties(['DomainName'], ['CertificateArn', 'Description', 'Tags']),
  ref: nameOf,
  attribute: attributeTable({
    DomainName: nameOf,
    DomainNameArn: (resource) =>
      formatArn(resource.options.account, 'appsync', `domainnames/${nameOf(resource) ?? ''}`),
    // Where AWS has the name of a CloudFront distribution, the server itself answers.
    AppSyncDomainName: (resource) => resource.options.baseUrl.replace(/^https?:\/\//, '').replace(/\/+$/, ''),
    // The hosted zone of every CloudFront distribution.
    HostedZoneId: () => 'Z2FDTNDATAQYW2',
  }),
  build(resource) {
    resource.properties.needText('DomainName');
  },
};
