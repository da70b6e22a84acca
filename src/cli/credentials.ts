// The commands that make credentials, as the command line takes them: `token` and `curl`. Each does its work in a file of its own,
// loaded when it is asked for.
import type { Command } from 'commander';
import type { CurlFlags } from './curl.js';
import { withTarget } from './target.js';
import type { TokenCommand } from './token.js';

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

/** What a token is to say: `curl` mints one, too. */
const withClaims = (command: Command): Command =>
  command
    .option('--data-dir <folder>', 'where the key is kept', '.offsync')
    .option('--iss <url>', 'the issuer it names (the local one, or the pool)')
    .option('--sub <text>', 'its subject (local-user)')
    .option('--aud <text>', 'its audience; of a pool the app client')
    .option('--pool <id>', "a user pool's token: us-east-1_Abc123")
    .option('--access', 'an access token of the pool, not an id token')
    .option('--username <name>', 'the user of the pool (the subject)')
    .option('--group <name>', 'a group the user is in', collect, [])
    .option('--claim <KEY=VALUE>', 'any other claim; JSON is taken as what it says', collect, [])
    .option('--expires-in <seconds>', 'how long it is good for', '3600');

export function addCredentialCommands(program: Command, done: (code: number) => void): void {
  withClaims(
    program
      .command('token')
      .description('print a token for OPENID_CONNECT or AMAZON_COGNITO_USER_POOLS')
      .option('--issuer', 'serve its issuer as well: discovery document, keys, /token')
      .option('--port <number>', "the issuer's port", '4570'),
  ).action(async (flags: TokenCommand) => {
    const { token } = await import('./token.js');
    done(await token(flags));
  });

  withClaims(
    withTarget(program.command('curl'))
      .description('send a request with credentials of any mode')
      .argument('[url]', 'the endpoint, or a path of the local app', '/graphql')
      .option('--mode <mode>', 'api-key, iam, oidc, user-pool, lambda or none (by what is given)')
      .option('-q, --query <document>', 'a GraphQL document')
      .option('--variables <json>', 'its variables')
      .option('-d, --data <text>', 'a body as it is; @file, @- for standard input')
      .option('-X, --request <method>', 'POST with a body, GET without')
      .option('-H, --header <header>', "'Name: value'", collect, [])
      .option('-i, --include', 'show status and headers, too')
      .option('--print', 'print a line for curl instead of sending')
      .option('--api-key <key>', 'for api-key (OFFSYNC_API_KEY)')
      .option('--token <token>', 'for oidc, user-pool and lambda; without one, the first two mint theirs')
      .option('--access-key <id>', 'for iam (AWS_ACCESS_KEY_ID, else test)')
      .option('--secret-key <secret>', 'for iam (AWS_SECRET_ACCESS_KEY, else test)')
      .option('--session-token <token>', 'for iam (AWS_SESSION_TOKEN)')
      .option('--region <region>', 'for iam', 'us-east-1')
      .option('--service <name>', 'for iam; execute-api for custom endpoints', 'appsync'),
  ).action(async (url: string, flags: CurlFlags) => {
    const { curl } = await import('./curl.js');
    done(await curl(url, flags, process.env));
  });
}
