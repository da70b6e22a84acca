// The peer: bare graphql-yoga with plain functions, which answers what bench/app answers. With DYNAMODB_URL its items live
// there (dynalite), over HTTP. Prints its port.
import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';

const item = (i) => ({
  id: `i${i}`,
  name: `Item ${i}`,
  price: 12.5,
  stock: i,
  rating: 4.5,
  category: 'cups',
  available: true,
  note: 'One of a hundred',
});

async function createTable(endpoint) {
  const { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } = await import(
    '@aws-sdk/client-dynamodb'
  );
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  await client.send(
    new CreateTableCommand({
      TableName: 'items',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const write = (one) => {
    const Item = Object.fromEntries(
      Object.entries(one).map(([name, value]) => [
        name,
        typeof value === 'number' ? { N: String(value) } : typeof value === 'boolean' ? { BOOL: value } : { S: value },
      ]),
    );
    return client.send(new PutItemCommand({ TableName: 'items', Item }));
  };
  for (let tries = 0; ; tries += 1) {
    try {
      await write(item(42));
      break;
    } catch (error) {
      if (tries > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const plain = ({ S, N, BOOL }) => S ?? (N === undefined ? BOOL : Number(N));
  return {
    async get(id) {
      const { Item } = await client.send(new GetItemCommand({ TableName: 'items', Key: { id: { S: id } } }));
      return Item && Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, plain(value)]));
    },
    put: (one) => write(one).then(() => one),
  };
}

const FIELDS =
  'name: String! price: Float! stock: Int! rating: Float! category: String! available: Boolean! note: String!';
const endpoint = process.env.DYNAMODB_URL;
const table = endpoint ? await createTable(endpoint) : undefined;
const yoga = createYoga({
  logging: false,
  schema: createSchema({
    typeDefs: `
      type Item { id: ID! ${FIELDS} }
      input ItemInput { id: ID! ${FIELDS} }
      type Named { id: ID! name: String! price: Float! }
      type Parent { id: ID! children: [Child!]! }
      type Child { id: ID! pName: String }
      type Query { pScalar: String pList: [Item!]! pPipeline(id: ID!): Named pParent: Parent pGet(id: ID!): Item }
      type Mutation { pPut(input: ItemInput!): Item }`,
    resolvers: {
      Query: {
        pScalar: () => 'hello',
        pList: () => Array.from({ length: 100 }, (_, i) => item(i)),
        pPipeline: (_, { id }) => ({ id, name: 'Espresso Cup', price: 12.5 }),
        pParent: () => ({ id: 'p1', children: Array.from({ length: 20 }, (_, i) => ({ id: `c${i}` })) }),
        pGet: (_, { id }) => table.get(id),
      },
      Mutation: { pPut: (_, { input }) => table.put(input) },
      Child: { pName: ({ id }) => `Child ${id}` },
    },
  }),
});
const server = createServer(yoga);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
