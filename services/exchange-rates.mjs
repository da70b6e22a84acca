// A tiny HTTP server that stands for somebody else's API: GET /rates/EUR answers {"rate": 0.92}.
import { createServer } from 'node:http';

const RATES = { USD: 1, EUR: 0.92, GBP: 0.79, CHF: 0.88, JPY: 151.3 };

createServer((request, response) => {
  const currency = /^\/rates\/(\w+)$/.exec(request.url)?.[1];
  const rate = RATES[currency];
  response.writeHead(rate === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(rate === undefined ? { message: 'unknown currency' } : { currency, rate }));
}).listen(Number(process.env.PORT), '127.0.0.1');
