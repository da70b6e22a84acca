// MQTT 3.1 and 3.1.1 over WebSocket, for clients older than AppSync's own protocol: a subscription is POSTed first, its answer
// names a client id and a topic, and events of it are published there. The package aedes keeps MQTT; this file joins it to the
// hub. AWS ended it on 2022-01-01, so the answer's form is what those clients read (aws-appsync-subscription-link 2,
// subscription-handshake-link). Loaded with the first handshake.
import { Duplex } from 'node:stream';
import type { Aedes, Client } from 'aedes';
import type { Clock } from '../../../lib/clock.js';
import type { DoorRequest, Socket, SocketDoor, SocketEvents } from '../../../lib/door.js';
import { messageOf } from '../../../lib/errors.js';
import type { Log } from '../../../lib/log.js';
import type { Random } from '../../../lib/random.js';
import type { Hub } from '../hub.js';
import type { Registration } from '../registration.js';

export interface MqttOptions {
  readonly apiId: string;
  readonly accountId: string;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** What may wait for a client that reads slowly before it is dropped, in bytes. */
  readonly bufferedBytes?: number;
}

/** `extensions.subscription` of the answer to a POSTed subscription. */
export interface MqttSubscription {
  readonly version: '1.0.0';
  readonly mqttConnections: readonly {
    readonly url: string;
    readonly topics: readonly string[];
    readonly client: string;
  }[];
  readonly newSubscriptions: Readonly<Record<string, { readonly topic: string; readonly expireTime: null }>>;
}

export interface MqttDoor extends SocketDoor {
  /** Keeps a topic for a registration; `url` is where the client connects. */
  offer(registration: Registration, url: string): MqttSubscription;
  /** Takes back what was offered to credentials that no longer hold. */
  expire(gone: (registration: Registration) => boolean): void;
  close(): void;
}

/** A registration that may be listened to: by the client it was offered to, under its topic. */
interface Offer {
  readonly clientId: string;
  readonly registration: Registration;
  unsubscribe?: () => void;
}

/** As clients offer them: MQTT 3.1, and 3.1.1. */
const PROTOCOLS = ['mqttv3.1', 'mqtt'];

/** "120 KB" was the payload limit over MQTT (aws-appsync-community#33). */
const MAX_PAYLOAD_BYTES = 120 * 1024;
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;
/** Offers nobody came for are forgotten: when they are old, or when there are too many. */
const OFFER_MS = 300_000;
const MAX_OFFERS = 200;
/** MQTT 3.1.1, 3.2.2.3. */
const IDENTIFIER_REJECTED = 2;
const CLOSE_NORMAL = 1000;
const CLOSE_TRY_AGAIN = 1013;

export function createMqttDoor(options: MqttOptions): MqttDoor {
  const { hub, clock, random, log } = options;
  const bufferedBytes = options.bufferedBytes ?? MAX_BUFFERED_BYTES;
  const offers = new Map<string, Offer>();
  let broker: Promise<Aedes> | undefined;

  /** Nothing is retained or queued: an event is for those who listen now. */
  const openBroker = async (): Promise<Aedes> => {
    const { Aedes } = await import('aedes');
    const made = await Aedes.createBroker({ id: options.apiId });
    made.authenticate = (client, _username, _password, done) => {
      if (known(client.id)) done(null, true);
      else done(Object.assign(new Error('Unknown client.'), { returnCode: IDENTIFIER_REJECTED }), false);
    };
    made.authorizePublish = (_client, _packet, done) => done(new Error('Clients may not publish.'));
    made.authorizeSubscribe = (client, subscription, done) =>
      done(null, offers.get(subscription.topic)?.clientId === client.id ? subscription : null);
    made.on('subscribe', (subscriptions, client) => {
      for (const { topic } of subscriptions) listen(topic, client);
    });
    made.on('unsubscribe', (topics, client) => {
      for (const topic of topics) if (offers.get(topic)?.clientId === client.id) end(topic);
    });
    made.on('clientDisconnect', (client) => {
      for (const [topic, offer] of offers) if (offer.clientId === client.id) end(topic);
    });
    return made;
  };

  const known = (clientId: string): boolean => {
    for (const offer of offers.values()) if (offer.clientId === clientId) return true;
    return false;
  };

  const forgetOldest = (): void => {
    for (const [topic, { unsubscribe }] of offers) {
      if (unsubscribe !== undefined) continue;
      offers.delete(topic);
      return;
    }
  };

  const end = (topic: string): void => {
    offers.get(topic)?.unsubscribe?.();
    offers.delete(topic);
  };

  const listen = (topic: string, client: Client): void => {
    const offer = offers.get(topic);
    if (offer === undefined || offer.unsubscribe !== undefined || offer.clientId !== client.id) return;
    // The credentials may have ended between the offer and now.
    if ((offer.registration.expiresAt ?? Number.POSITIVE_INFINITY) <= clock.now()) {
      end(topic);
      client.close();
      return;
    }
    offer.unsubscribe = hub.subscribe(
      offer.registration,
      (payload) => {
        if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) {
          log.write('warn', `An event of ${offer.registration.fieldName} is too long for MQTT and was dropped.`);
          return;
        }
        client.publish({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false }, (error) => {
          if (error) log.write('info', `An MQTT client could not be told of an event: ${messageOf(error)}`);
        });
      },
      // MQTT can't say why a topic is over; a client that is cut off begins anew, and is told then.
      () => {
        end(topic);
        client.close();
      },
    );
  };

  return {
    protocol: (offered) => PROTOCOLS.find((name) => offered.includes(name)),

    open(socket: Socket, request: DoorRequest): SocketEvents {
      const stream = streamOf(socket, bufferedBytes);
      broker ??= openBroker();
      broker
        .then((opened) => opened.handle(stream, { headers: request.headers, url: request.url } as never))
        .catch((error: unknown) => {
          log.write('error', `An MQTT connection failed: ${messageOf(error)}`);
          stream.destroy();
        });
      return {
        message: (data) => void stream.push(typeof data === 'string' ? Buffer.from(data) : data),
        closed: () => {
          stream.push(null);
          stream.destroy();
        },
      };
    },

    offer(registration, url) {
      // MQTT 3.1 takes no more than 23 characters.
      const clientId = random.uuid().replaceAll('-', '').slice(0, 22);
      const topic = `${options.accountId}/${options.apiId}/${registration.fieldName}/${random.uuid().replaceAll('-', '')}`;
      offers.set(topic, { clientId, registration });
      if (offers.size > MAX_OFFERS) forgetOldest();
      clock.after(OFFER_MS, () => {
        if (offers.get(topic)?.unsubscribe === undefined) offers.delete(topic);
      });
      return {
        version: '1.0.0',
        mqttConnections: [{ url, topics: [topic], client: clientId }],
        newSubscriptions: { [registration.fieldName]: { topic, expireTime: null } },
      };
    },

    expire(gone) {
      for (const [topic, { registration }] of offers) if (gone(registration)) end(topic);
    },

    close() {
      for (const topic of [...offers.keys()]) end(topic);
      broker?.then((opened) => opened.close()).catch(() => {});
    },
  };
}

/** The socket as the byte stream that aedes reads and writes. */
function streamOf(socket: Socket, bufferedBytes: number): Duplex {
  return new Duplex({
    read() {},
    write(chunk: Uint8Array, _encoding, done) {
      socket.send(chunk);
      if (socket.buffered > bufferedBytes) socket.close(CLOSE_TRY_AGAIN, 'The client reads too slowly');
      done();
    },
    destroy(error, done) {
      socket.close(CLOSE_NORMAL, '');
      done(error);
    },
  });
}
