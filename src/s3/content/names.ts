// Which names buckets and objects may have. Asked when an app is compiled and when a bucket or an object is made.

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9](?:[a-z0-9-]|\.(?![.-])){1,61}[a-z0-9]$/.test(name) &&
    !name.includes('-.') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^xn--|^sthree-|-s3alias$|--ol-s3$/.test(name)
  );
}

/** Bytes of UTF-8: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const LONGEST_KEY = 1024;
