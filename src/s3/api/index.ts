// The operations of S3 that are answered, one line each.
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './buckets.js';
import { completeMultipartUpload } from './complete-multipart-upload.js';
import { copyObject } from './copy-object.js';
import { deleteObject, deleteObjects } from './delete-object.js';
import { listObjects } from './list-objects.js';
import { listObjectsV2 } from './list-objects-v2.js';
import { abortMultipartUpload, createMultipartUpload, listMultipartUploads } from './multipart-uploads.js';
import type { S3Operation } from './operation.js';
import { listParts, uploadPart, uploadPartCopy } from './parts.js';
import { putObject } from './put-object.js';
import { getObject, headObject } from './read-object.js';

export const OPERATIONS: readonly S3Operation[] = [
  abortMultipartUpload,
  completeMultipartUpload,
  copyObject,
  createBucket,
  createMultipartUpload,
  deleteBucket,
  deleteObject,
  deleteObjects,
  getBucketLocation,
  getObject,
  headBucket,
  headObject,
  listBuckets,
  listMultipartUploads,
  listObjects,
  listObjectsV2,
  listParts,
  putObject,
  uploadPart,
  uploadPartCopy,
];
