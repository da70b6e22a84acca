// Subscriptions that come over HTTP instead of a socket: as an event stream for whom asks for one, else as AppSync's first
// protocol did it, with a topic of MQTT to listen to. Called by execution/ through its port; keeps nothing.
import type { Caller } from '../auth/identity.js';
import { type GraphQLRequest, type GraphQLResponse, requestError } from '../execution/execute.js';
import type { Hub } from '../realtime/hub.js';
import { credentialsEnded } from '../realtime/protocols/frames.js';
import type { MqttDoor } from '../realtime/protocols/mqtt.js';
import { createPayloadQueue } from '../realtime/protocols/payload-queue.js';
import type { Register } from '../realtime/registration.js';

export interface HttpSubscriptionPorts {
  readonly apiId: string;
  readonly hub: Hub;
  readonly mqtt: MqttDoor;
  readonly register: Register;
  /** Events that may wait for a client that reads slowly before it is dropped. */
  readonly waiting?: number;
}

const MAX_WAITING = 1_000;

export async function subscribeOverHttp(
  ports: HttpSubscriptionPorts,
  request: GraphQLRequest,
  caller: Caller,
): Promise<GraphQLResponse> {
  const result = await ports.register({
    apiId: ports.apiId,
    query: request.query,
    operationName: request.operationName ?? undefined,
    variables: request.variables ?? {},
    headers: request.headers,
    caller,
  });
  if ('errors' in result) {
    const errors = result.errors.map(({ errorType, message }) => ({ errorType: errorType ?? null, message }));
    return { status: 200, operation: 'subscription', headers: {}, body: { data: null, errors } };
  }
  const { registration } = result;
  if (request.headers['accept']?.includes('text/event-stream')) {
    const events = createPayloadQueue(ports.waiting ?? MAX_WAITING, (deliver, end) =>
      ports.hub.subscribe(registration, deliver, (reason) =>
        end(reason === 'expired' ? JSON.stringify({ data: null, errors: [credentialsEnded(caller.type)] }) : undefined),
      ),
    );
    return { status: 200, operation: 'subscription', headers: {}, body: {}, events };
  }
  if (!request.endpoint) return requestError(400, 'BadRequestException', 'Subscriptions need an endpoint.');
  const { secure, path } = request.endpoint;
  const url = `${secure ? 'wss' : 'ws'}://${request.headers['host'] ?? 'localhost'}${path}/realtime`;
  return {
    status: 200,
    operation: 'subscription',
    headers: {},
    body: {
      data: { [registration.fieldName]: null },
      extensions: { subscription: ports.mqtt.offer(registration, url) },
    },
  };
}
