import { expect, it } from 'vitest';
import { awsHostOf } from '../../../src/backends/http/index.js';

it.each([
  ['states.eu-west-1.amazonaws.com', { service: 'states', region: 'eu-west-1', prefix: '' }],
  ['sync-states.us-east-1.amazonaws.com', { service: 'states', region: 'us-east-1', prefix: '' }],
  ['abc.appsync-api.us-east-1.amazonaws.com', { service: 'appsync', region: 'us-east-1', prefix: 'abc' }],
  ['DynamoDB.ap-southeast-2.amazonaws.com', { service: 'dynamodb', region: 'ap-southeast-2', prefix: '' }],
  ['lambda.cn-north-1.amazonaws.com.cn', { service: 'lambda', region: 'cn-north-1', prefix: '' }],
  ['sts.amazonaws.com', { service: 'sts', region: '', prefix: '' }],
  ['us-east-1.queue.amazonaws.com', { service: 'sqs', region: 'us-east-1', prefix: '' }],
  ['bucket.s3.us-gov-west-1.amazonaws.com', { service: 's3', region: 'us-gov-west-1', prefix: 'bucket' }],
  ['example.com', undefined],
  ['amazonaws.com.example.org', undefined],
])('%s', (host, expected) => {
  expect(awsHostOf(host)).toEqual(expected);
});
