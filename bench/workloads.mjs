// What is asked, in the words of each server, and how an answer is known to be good.
export const API_KEY = 'da2-benchbenchbenchbenchbenchb';
const ITEM = 'id name price stock rating category available note';
const INPUT = {
  name: 'Cup',
  price: 12.5,
  stock: 3,
  rating: 4.5,
  category: 'cups',
  available: true,
  note: 'One of many',
};

/** `query` is given the prefix of its fields: v (VTL), j (APPSYNC_JS), p (plain functions). */
export const WORKLOADS = [
  { name: 'scalar', query: (p) => `{ ${p}Scalar }`, good: '"hello"', target: 2.5, jsTarget: undefined },
  { name: 'list of 100 x 8', query: (p) => `{ ${p}List { ${ITEM} } }`, good: '"i99"', target: 1.3, jsTarget: 0.9 },
  {
    name: 'pipeline of 2',
    query: (p) => `query ($id: ID!) { ${p}Pipeline(id: $id) { id name price } }`,
    variables: { id: 'p1' },
    good: '"Espresso Cup"',
    target: 2.0,
  },
  {
    name: '20 children N+1',
    query: (p) => `{ ${p}Parent { id children { id ${p}Name } } }`,
    good: '"Child c19"',
    target: 1.5,
    jsTarget: 0.75,
  },
  {
    name: 'DynamoDB get',
    query: (p) => `query ($id: ID!) { ${p}Get(id: $id) { ${ITEM} } }`,
    variables: { id: 'i42' },
    good: '"Item 42"',
    target: 8,
    dynamodb: true,
  },
  {
    name: 'DynamoDB put',
    query: (p) => `mutation ($input: ItemInput!) { ${p}Put(input: $input) { ${ITEM} } }`,
    variables: { input: { id: 'new', ...INPUT } },
    good: '"One of many"',
    target: 5,
    dynamodb: true,
  },
];

export const bodyOf = (workload, prefix) =>
  JSON.stringify({ query: workload.query(prefix), variables: workload.variables ?? {} });
