// The clients themselves, each set up as its users set it up and each behind the same four verbs: query, mutate, subscribe,
// close. `subscribe(document, variables, heard)` resolves when the server has acknowledged the subscription.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { Amplify } from 'aws-amplify';
import { CONNECTION_STATE_CHANGE, generateClient } from 'aws-amplify/api';
import { Hub } from 'aws-amplify/utils';
import { createAuthLink } from 'aws-appsync-auth-link';
import { CONTROL_EVENTS_KEY, createSubscriptionHandshakeLink } from 'aws-appsync-subscription-link';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { tap } from 'rxjs';
import WebSocket from 'ws';
import { ask } from './shop.mjs';

/** Gives browsers' WebSocket to Node.js 20, and has it trust the program's certificate. */
export function installWebSocket(program) {
  const ca = readFileSync(program.cert);
  globalThis.WebSocket = class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols, { ca });
    }
  };
}

/** aws-amplify 6; it opens wss:// for an http:// endpoint, too. */
export function createAmplify(program) {
  Amplify.configure({
    API: {
      GraphQL: { endpoint: program.graphqlUrl, region: 'us-east-1', defaultAuthMode: 'apiKey', apiKey: program.apiKey },
    },
  });
  const client = generateClient();
  const running = [];
  const operate = async (query, variables) => {
    const { data, errors } = await client.graphql({ query, variables });
    return errors ? { data, errors } : { data };
  };
  return {
    query: operate,
    mutate: operate,
    async subscribe(query, variables, heard) {
      const connected = new Promise((resolve) => {
        const stop = Hub.listen('api', ({ payload }) => {
          if (payload.event !== CONNECTION_STATE_CHANGE || payload.data.connectionState !== 'Connected') return;
          stop();
          resolve();
        });
      });
      running.push(
        client.graphql({ query, variables }).subscribe({
          next: ({ data }) => heard(data),
          error: (error) => heard({ error: JSON.stringify(error) }),
        }),
      );
      await connected;
    },
    close: () => {
      for (const one of running) one.unsubscribe();
    },
  };
}

/** Apollo Client 4 with AppSync's own two links. */
export function createApollo({ graphqlUrl: url, apiKey }) {
  const options = { url, region: 'us-east-1', auth: { type: 'API_KEY', apiKey } };
  const subscriptions = createSubscriptionHandshakeLink(options, new HttpLink({ uri: url }));
  let connected;
  // The link says CONNECTED in `extensions`, which Apollo Client 4 keeps to itself.
  const listen = new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      tap(({ extensions }) => {
        if (extensions?.controlMsgType === 'CONNECTED') connected();
      }),
    ),
  );
  const client = new ApolloClient({
    link: ApolloLink.from([createAuthLink(options), listen, subscriptions]),
    cache: new InMemoryCache(),
    defaultOptions: { query: { fetchPolicy: 'no-cache' } },
  });
  const running = [];
  return {
    query: async (query, variables) => ({ data: (await client.query({ query: gql(query), variables })).data }),
    mutate: async (query, variables) => ({ data: (await client.mutate({ mutation: gql(query), variables })).data }),
    subscribe: (query, variables, heard) =>
      new Promise((resolve) => {
        connected = resolve;
        const context = { controlMessages: { [CONTROL_EVENTS_KEY]: true } };
        const events = client.subscribe({ query: gql(query), variables, context, fetchPolicy: 'no-cache' });
        running.push(
          events.subscribe({
            next: ({ data }) => data && heard(data),
            error: (error) => heard({ error: String(error) }),
          }),
        );
      }),
    close: () => {
      for (const one of running) one.unsubscribe();
      client.stop();
    },
  };
}

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64');

/** The real-time protocol by hand; `connect` makes the socket out of the URL and the authorization. */
function createByHand(program, connect) {
  const { host } = new URL(program.graphqlUrl);
  const authorization = { host, 'x-api-key': program.apiKey };
  const sockets = [];
  return {
    query: (query, variables) => ask(program, query, variables),
    mutate: (query, variables) => ask(program, query, variables),
    subscribe: (query, variables, heard) =>
      new Promise((resolve, reject) => {
        const socket = connect(`ws://${host}/graphql/realtime`, authorization);
        sockets.push(socket);
        const send = (message) => socket.send(JSON.stringify(message));
        socket.on('error', reject);
        socket.on('open', () => send({ type: 'connection_init' }));
        socket.on('message', (text) => {
          const { type, payload } = JSON.parse(text);
          if (type === 'connection_ack') {
            const data = JSON.stringify({ query, variables });
            send({ id: 'one', type: 'start', payload: { data, extensions: { authorization } } });
          } else if (type === 'start_ack') resolve();
          else if (type === 'data') heard(payload.data);
          else if (type !== 'ka') reject(new Error(String(text)));
        });
      }),
    close: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}

/** Credentials in a subprotocol, as today's clients send them. */
export const createRaw = (program) =>
  createByHand(program, (url, authorization) => {
    const header = Buffer.from(JSON.stringify(authorization)).toString('base64url');
    return new WebSocket(url, ['graphql-ws', `header-${header}`]);
  });

/** Credentials in the query string, base64 that is not percent-encoded: subscription link 2.x and the native SDKs. */
export const createLegacy = (program) =>
  createByHand(program, (url, authorization) => {
    return new WebSocket(`${url}?header=${base64(authorization)}&payload=${base64({})}`, 'graphql-ws');
  });

/** Hands what a client's own iterator or sink tells to `heard`. */
const sinkFor = (heard) => ({
  next: ({ data, errors }) => heard(errors ? { error: JSON.stringify(errors) } : data),
  error: (error) => heard({ error: JSON.stringify(error) }),
  complete: () => {},
});

/** graphql-ws 6, as urql, Relay and GraphiQL use it. */
export function createGraphqlWs(program) {
  const client = createWsClient({
    url: program.graphqlUrl.replace(/^http/, 'ws').concat('/realtime'),
    webSocketImpl: WebSocket,
    connectionParams: { 'x-api-key': program.apiKey },
  });
  const operate = (query, variables) => ask(program, query, variables);
  return {
    query: operate,
    mutate: operate,
    // The protocol acknowledges nothing: what is asked for next on the same socket, and refused, tells that this was read.
    subscribe: (query, variables, heard) =>
      new Promise((resolve) => {
        client.subscribe({ query, variables }, sinkFor(heard));
        const refused = { next: () => {}, error: () => resolve(), complete: () => resolve() };
        client.subscribe({ query: 'subscription { nothingOfThatName }' }, refused);
      }),
    close: () => client.dispose(),
  };
}

/** graphql-sse 2: server-sent events, a request for each operation. */
export function createGraphqlSse(program) {
  const clients = [];
  const open = (connected = () => {}) => {
    const client = createSseClient({
      url: program.graphqlUrl,
      headers: { 'x-api-key': program.apiKey },
      retryAttempts: 0,
      on: { connected },
    });
    clients.push(client);
    return client;
  };
  const once = (query, variables) =>
    new Promise((resolve, reject) => {
      open().subscribe({ query, variables }, { next: resolve, error: reject, complete: () => {} });
    });
  return {
    query: once,
    mutate: once,
    subscribe: (query, variables, heard) =>
      new Promise((resolve) => {
        open(resolve).subscribe({ query, variables }, sinkFor(heard));
      }),
    close: () => {
      for (const client of clients) client.dispose();
    },
  };
}

/** The subscription link's first form: the handshake by POST, then MQTT over WebSocket. */
export function createMqtt(program) {
  const require = createRequire(new URL('../legacy/package.json', import.meta.url));
  const { execute, ApolloLink } = require('apollo-link');
  const { createHttpLink } = require('apollo-link-http');
  const { createSubscriptionHandshakeLink: createHandshakeLink } = require('aws-appsync-subscription-link');
  const { parse } = require('graphql');
  const http = createHttpLink({ uri: program.graphqlUrl, headers: { 'x-api-key': program.apiKey } });
  const link = ApolloLink.from([createHandshakeLink(program.graphqlUrl, http)]);
  // The link does not tell of the broker's SUBACK (0x90): its sockets do.
  let subscribed = () => {};
  const Plain = globalThis.WebSocket;
  globalThis.WebSocket = class extends Plain {
    constructor(url, protocols) {
      super(url, protocols);
      if (!protocols?.includes('mqttv3.1')) return;
      this.addEventListener('message', ({ data }) => {
        if (new Uint8Array(data)[0] === 0x90) subscribed();
      });
    }
  };
  const running = [];
  const once = (query, variables) =>
    new Promise((resolve, reject) => {
      execute(link, { query: parse(query), variables }).subscribe({ next: resolve, error: reject });
    });
  return {
    query: once,
    mutate: once,
    subscribe: (query, variables, heard) =>
      new Promise((resolve) => {
        subscribed = resolve;
        running.push(
          execute(link, { query: parse(query), variables }).subscribe({
            next: ({ data, extensions }) => extensions?.controlMsgType || heard(data),
            error: (error) => heard({ error: String(error) }),
          }),
        );
      }),
    close: () => {
      for (const one of running) one.unsubscribe();
    },
  };
}

export const CLIENTS = {
  'aws-amplify 6': createAmplify,
  'Apollo Client 4 with the AppSync links': createApollo,
  'raw WebSocket, credentials in the subprotocol': createRaw,
  'raw WebSocket, credentials in the query string': createLegacy,
  'graphql-ws 6': createGraphqlWs,
  'graphql-sse 2': createGraphqlSse,
  'aws-appsync-subscription-link 2 over MQTT': createMqtt,
};
