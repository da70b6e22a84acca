// The errors of S3 in its words. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
import { ServiceError } from '../../aws/errors.js';

export const noSuchBucket = (name: string): ServiceError =>
  new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });

export const noSuchKey = (key: string): ServiceError =>
  new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });

export const noSuchUpload = (id: string): ServiceError =>
  new ServiceError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId: id },
  );

export const invalidArgument = (message: string, name: string, value: unknown): ServiceError =>
  new ServiceError('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: String(value) });

export const invalidRequest = (message: string): ServiceError => new ServiceError('InvalidRequest', message, 400);

export const malformedXml = (): ServiceError =>
  new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    400,
  );

export const preconditionFailed = (condition: string): ServiceError =>
  new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });

export const notModified = (etag: string): ServiceError =>
  new ServiceError('NotModified', 'Not Modified', 304, { ETag: etag });

/** For what S3 has and offsync has not: refused by its name. */
export const notImplemented = (what: string): ServiceError =>
  new ServiceError('NotImplemented', `${what} is not emulated by offsync (docs/coverage.md lists what is).`, 501);
