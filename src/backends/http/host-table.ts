// Which service of AWS a host name belongs to. Asked by the HTTP backend before anything goes out, and by whoever routes
// a request by its host. Knows names only, never addresses.

export interface AwsHost {
  /** The service's name as SigV4 scopes it: `states`, `dynamodb`, `appsync`. */
  readonly service: string;
  /** '' for hosts without one (`sts.amazonaws.com`). */
  readonly region: string;
  /** What stands before the service: an API's id, a bucket, an account. */
  readonly prefix: string;
}

/** Host labels that differ from the service they belong to. */
const LABELS: Readonly<Record<string, string>> = {
  'sync-states': 'states',
  'appsync-api': 'appsync',
  'appsync-realtime-api': 'appsync',
  queue: 'sqs',
};

const REGION = /^(?:us|eu|ap|sa|ca|me|af|il|cn|mx)(?:-[a-z]+)+-\d$/;
const SUFFIX = /\.amazonaws\.com(?:\.cn)?$/;

/** `awsHostOf('states.eu-west-1.amazonaws.com')` gives `{ service: 'states', region: 'eu-west-1', prefix: '' }`. */
export function awsHostOf(hostname: string): AwsHost | undefined {
  const host = hostname.toLowerCase();
  if (!SUFFIX.test(host)) return undefined;
  const labels = host.replace(SUFFIX, '').split('.');
  const regionAt = labels.findLastIndex((label) => REGION.test(label));
  const region = regionAt < 0 ? '' : labels[regionAt]!;
  // `states.us-east-1` in nearly every service; `us-east-1.queue` in the oldest ones.
  const serviceAt = regionAt < 0 ? labels.length - 1 : regionAt === 0 ? 1 : regionAt - 1;
  const label = labels[serviceAt] ?? '';
  const prefix = regionAt === 0 ? '' : labels.slice(0, Math.max(0, serviceAt)).join('.');
  return { service: LABELS[label] ?? label, region, prefix };
}
