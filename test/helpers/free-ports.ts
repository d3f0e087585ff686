import {createServer, type Server} from 'node:net';

import {onDispose} from './disposal.js';

// Below the ports that etcdops itself takes for drills and discovery services (20000–32000), and below the range from
// which the kernel takes those for outgoing connections (32768–60999).
const FIRST_BLOCK_PORT = 12_000;
const BLOCK_SIZE = 100;
const BLOCK_COUNT = 80;
/** One port for each block: who listens there owns the block. The kernel frees it when a worker dies. */
const FIRST_GUARD_PORT = 11_700;

function listen(port: number, host: string): Promise<Server | undefined> {
  return new Promise(done => {
    const server = createServer();
    server.once('error', () => done(undefined));
    server.listen({port, host, exclusive: true}, () => done(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise(done => server.close(() => done()));
}

async function isFree(port: number): Promise<boolean> {
  // The wildcard: nodes named by a host name listen on it, and it clashes with every single address too.
  const server = await listen(port, '0.0.0.0');
  if (server === undefined) return false;
  await close(server);
  return true;
}

async function allFree(first: number, count: number): Promise<boolean> {
  for (let port = first; port < first + count; port++) if (!(await isFree(port))) return false;
  return true;
}

/** Takes the guards of some neighbouring blocks, all or none. */
async function takeGuards(firstBlock: number, count: number): Promise<Server[] | undefined> {
  const taken: Server[] = [];
  for (let block = firstBlock; block < firstBlock + count; block++) {
    const server = await listen(FIRST_GUARD_PORT + block, '127.0.0.1');
    if (server === undefined) {
      await Promise.all(taken.map(close));
      return undefined;
    }
    server.unref();
    taken.push(server);
  }
  return taken;
}

/** Where to look first: workers far apart, and not twice the same place in a row. */
function startBlock(): number {
  const worker = Number(process.env['VITEST_POOL_ID'] ?? '1');
  return (worker * 27 + Math.floor(Math.random() * 24)) % BLOCK_COUNT;
}

/**
 * A base port from which `base … base + 10 * nodes + 2` are free and reserved for this test among all test workers of
 * the machine, until the test (or, from `beforeAll`, the file) has ended.
 */
export async function freeBasePort(nodes: number): Promise<number> {
  const portCount = 10 * nodes + 3;
  const blocks = Math.ceil(portCount / BLOCK_SIZE);
  const start = startBlock();
  for (let offset = 0; offset < BLOCK_COUNT; offset++) {
    const block = (start + offset) % BLOCK_COUNT;
    if (block + blocks > BLOCK_COUNT) continue;
    const guards = await takeGuards(block, blocks);
    if (guards === undefined) continue;
    const base = FIRST_BLOCK_PORT + block * BLOCK_SIZE;
    if (await allFree(base, portCount)) {
      onDispose(async () => {
        await Promise.all(guards.map(close));
      });
      return base;
    }
    await Promise.all(guards.map(close));
  }
  throw new Error(`no ${portCount} free ports in a row for a test`);
}
