// Types that are passed over: those that change nothing in an emulator, and those that are not emulated yet. They still
// answer Ref and Fn::GetAtt in AWS's forms, since emulated resources name them (a role's Arn, a pool's id).
import { formatArn } from '../../../aws/arn.js';
import { stableId } from '../../stable-id.js';
import type { Resource, ResourceType } from '../resource.js';

type Forms = {
  readonly ref?: (resource: Resource) => string;
  readonly arn?: (resource: Resource) => string;
  readonly attributes?: Readonly<Record<string, (resource: Resource) => string>>;
};

/** The property that names a resource of any type: `RoleName`, `QueueName`, ... */
function nameOf(resource: Resource): string {
  const kind = resource.type.slice(resource.type.lastIndexOf(':') + 1);
  return resource.properties.text(`${kind}Name`) ?? resource.properties.text('Name') ?? resource.generatedName;
}

const iamArn = (kind: string) => (resource: Resource) => {
  const path = resource.properties.text('Path') ?? '/';
  return `arn:aws:iam::${resource.options.account.accountId}:${kind}${path}${nameOf(resource)}`;
};
const arnOf = (service: string, prefix: string) => (resource: Resource) =>
  formatArn(resource.options.account, service, `${prefix}${nameOf(resource)}`);

const lambdaArn = (resource: Resource, property: string): string => {
  const name = resource.properties.text(property) ?? '';
  return name.startsWith('arn:') ? name : formatArn(resource.options.account, 'lambda', `function:${name}`);
};
const poolId = (resource: Resource): string =>
  `${resource.options.account.region}_${stableId(`pool:${resource.path}`, 9)}`;

const HARMLESS: Readonly<Record<string, Forms>> = {
  'AWS::IAM::InstanceProfile': { arn: iamArn('instance-profile') },
  'AWS::Logs::LogGroup': { arn: (r) => `${arnOf('logs', 'log-group:')(r)}:*` },
  'AWS::Logs::ResourcePolicy': {},
  'AWS::Lambda::Permission': {},
  // Nobody asks who may send, publish, read or put.
  'AWS::S3::BucketPolicy': {},
  'AWS::SNS::TopicInlinePolicy': {},
  'AWS::SNS::TopicPolicy': {},
  'AWS::SQS::QueueInlinePolicy': {},
  'AWS::SQS::QueuePolicy': {},
  'AWS::Lambda::Version': { ref: (r) => `${lambdaArn(r, 'FunctionName')}:1`, attributes: { Version: () => '1' } },
  'AWS::Lambda::Alias': { ref: (r) => `${lambdaArn(r, 'FunctionName')}:${r.properties.text('Name') ?? ''}` },
  'AWS::CloudWatch::Alarm': { arn: arnOf('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::Dashboard': {},
  'AWS::CertificateManager::Certificate': { ref: (r) => formatArn(r.options.account, 'acm', `certificate/${r.path}`) },
  'AWS::CDK::Metadata': {},
  'AWS::CloudFormation::WaitConditionHandle': {},
};

const NOT_EMULATED: Readonly<Record<string, Forms>> = {
  'AWS::Cognito::UserPool': {
    ref: poolId,
    arn: (r) => formatArn(r.options.account, 'cognito-idp', `userpool/${poolId(r)}`),
    attributes: {
      UserPoolId: poolId,
      ProviderName: (r) => `cognito-idp.${r.options.account.region}.amazonaws.com/${poolId(r)}`,
      ProviderURL: (r) => `https://cognito-idp.${r.options.account.region}.amazonaws.com/${poolId(r)}`,
    },
  },
  'AWS::Cognito::UserPoolClient': { ref: (r) => stableId(`client:${r.path}`) },
  'AWS::Events::EventBus': { arn: arnOf('events', 'event-bus/') },
  'AWS::Events::Rule': { arn: arnOf('events', 'rule/') },
  'AWS::SecretsManager::Secret': { ref: arnOf('secretsmanager', 'secret:') },
  'AWS::StepFunctions::Activity': { ref: arnOf('states', 'activity:'), arn: arnOf('states', 'activity:') },
  'AWS::StepFunctions::StateMachineVersion': { ref: (r) => `${r.properties.text('StateMachineArn') ?? ''}:1` },
};

/** Ref and attributes of a type that is passed over; made-up values keep AWS's general form. */
export function passedOver(type: string): ResourceType {
  const harmless = Object.hasOwn(HARMLESS, type);
  const forms = harmless ? HARMLESS[type]! : Object.hasOwn(NOT_EMULATED, type) ? NOT_EMULATED[type]! : {};
  const service = /^AWS::([^:]+)::/.exec(type)?.[1]?.toLowerCase() ?? 'custom';
  return {
    type,
    fate: harmless ? 'harmless' : 'not emulated',
    properties: {},
    ref: forms.ref ?? nameOf,
    attribute(resource, name) {
      if (name === 'Arn') return (forms.arn ?? arnOf(service, ''))(resource);
      return forms.attributes?.[name]?.(resource) ?? `${nameOf(resource)}.${name}`;
    },
    build: () => {},
  };
}
