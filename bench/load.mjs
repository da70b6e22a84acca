// The load generator, a process of its own: `node load.mjs '{"port", "body", "good", "ms", "connections", "headers"}'`;
// `headersFile` instead of `headers` holds a JSON list of them, which are sent in turns.
// Raw keep-alive sockets, one request under way on each; every body is looked at. Prints {"answers", "ms", "bad"}.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const { port, body, good, ms, connections, headers, headersFile } = JSON.parse(process.argv[2]);
const requests = (headersFile === undefined ? [headers] : JSON.parse(readFileSync(headersFile, 'utf8'))).map((lines) =>
  Buffer.from(
    `POST /graphql HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/json\r\n${lines}` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  ),
);
let turn = 0;
const next = () => (requests.length === 1 ? requests[0] : requests[turn++ % requests.length]);
let answers = 0;
let bad = 0;
let sample = '';
let stopping = false;
const sockets = [];

function client() {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.setNoDelay(true);
  let text = '';
  let wanted = 0;
  socket.on('connect', () => socket.write(next()));
  socket.on('data', (chunk) => {
    text = text === '' ? chunk.latin1Slice() : text + chunk.latin1Slice();
    if (wanted === 0) {
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end));
      if (length === null) throw new Error(`An answer without a length: ${text.slice(0, end)}`);
      wanted = end + 4 + Number(length[1]);
    }
    if (text.length < wanted) return;
    if (!text.startsWith('HTTP/1.1 200') || !text.includes(good) || text.includes('"errors"')) {
      bad += 1;
      sample ||= text.slice(0, 600);
    }
    answers += 1;
    text = '';
    wanted = 0;
    if (!stopping) socket.write(next());
  });
}

for (let index = 0; index < connections; index += 1) client();
const began = performance.now();
setTimeout(() => {
  stopping = true;
  console.log(JSON.stringify({ answers, ms: performance.now() - began, bad, sample }));
  for (const socket of sockets) socket.destroy();
}, ms);
