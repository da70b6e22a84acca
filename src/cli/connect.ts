// Services of a running offsync, as commands ask them: over the wire and signed, like any client. table-door.ts and
// workflow-door.ts say which; `curl` sends requests of its own making through `reach`. Never starts or stops what it asks.
import { sign } from '../aws/sigv4.js';
import { OffsyncError } from '../lib/errors.js';
import { isObject, tryParse } from '../lib/json.js';

export type Answer = Readonly<Record<string, unknown>>;
export type ServiceDoor = (operation: string, input: Answer) => Promise<Answer>;

/** What a service said no with: the message for people, `type` for whoever goes on differently. */
export class Refusal extends OffsyncError {
  /** `ResourceNotFoundException`. */
  readonly type: string;

  constructor(code: string, message: string, type: string) {
    super(code, message);
    this.type = type;
  }
}

/** offsync's own administrator. */
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

const SERVICES = {
  dynamodb: { target: 'DynamoDB_20120810', code: 'TABLE_REFUSED' },
  states: { target: 'AWSStepFunctions', code: 'WORKFLOW_REFUSED' },
} as const;

/** What asks a running app and reads its answer; that nothing answers is said in words to act on. */
export async function reach<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = `Nothing answers at ${url}. Start the app first: offsync start`;
    throw new OffsyncError('NOT_RUNNING', message, { cause: error });
  }
}

/** The calls of one service at `url`. Each throws what a person can act on: nothing answers, or the words of the refusal. */
export function connect(service: keyof typeof SERVICES, url: string): ServiceDoor {
  const { target, code } = SERVICES[service];
  const { host } = new URL(url);
  return async (operation, input) => {
    const body = JSON.stringify(input);
    const headers = { 'x-amz-target': `${target}.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
    const signed = sign({ method: 'POST', url: '/', headers: { ...headers, host }, body }, CREDENTIALS, {
      service,
      region: 'us-east-1',
      now: Date.now(),
    });
    const { ok, statusText, text } = await reach(url, async () => {
      const response = await fetch(new URL('/', url), { method: 'POST', headers: { ...headers, ...signed }, body });
      return { ok: response.ok, statusText: response.statusText, text: await response.text() };
    });
    const answer = tryParse(text);
    if (ok && isObject(answer)) return answer;
    const { __type: type = '', message, Message = message ?? statusText } = isObject(answer) ? answer : {};
    throw new Refusal(code, `${operation} was refused: ${String(Message)}`, String(type).replace(/^.*#/, ''));
  };
}
