import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('node_modules/verdaccio/bin/verdaccio', import.meta.url));

/**
 * Starts an empty registry on the loopback interface, which knows of no other, with its files in `folder`.
 * Gives its address, the token of a user who may publish, and what stops it.
 */
export async function startRegistry(folder) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const config = join(folder, 'verdaccio.yaml');
  writeFileSync(
    config,
    [
      'storage: ./storage',
      'auth: { htpasswd: { file: ./htpasswd, max_users: 1 } }',
      'uplinks: {}',
      "packages: { '@tbptt/*': { access: $all, publish: $authenticated, unpublish: $authenticated } }",
      'web: { enable: false }',
      'log: { type: stdout, format: pretty, level: warn }',
      '',
    ].join('\n'),
  );
  const logFile = join(folder, 'verdaccio.log');
  const log = openSync(logFile, 'w');
  const server = spawn(process.execPath, [program, '--config', config, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const stop = () => server.kill();
  try {
    await answers(`${url}-/ping`, () => server.exitCode !== null);
    return { url, token: await addUser(url), stop };
  } catch (error) {
    stop();
    throw new Error(`the registry did not start:\n${readFileSync(logFile, 'utf8')}`, { cause: error });
  }
}

/** What the registry at `url` knows about a package of ours. */
export async function published(url, name) {
  // A connection kept from before may have ended while commands ran: then the first try fails.
  const read = () => fetch(`${url}@tbptt%2f${name}`);
  const response = await read().catch(read);
  if (!response.ok) throw new Error(`@tbptt/${name} is not in the registry: ${response.status}`);
  return response.json();
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits for an answer, half a minute at most. */
async function answers(url, ended) {
  for (let i = 0; i < 150 && !ended(); i++) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await sleep(200);
  }
  throw new Error(`no answer from ${url}`);
}

async function addUser(url) {
  const response = await fetch(`${url}-/user/org.couchdb.user:rehearsal`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'rehearsal', password: 'of-no-use-elsewhere' }),
  });
  const { token } = await response.json();
  if (!token) throw new Error(`adding a user: ${response.status}`);
  return token;
}
