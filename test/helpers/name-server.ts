import {spawn} from 'node:child_process';
import {createSocket} from 'node:dgram';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {cleanEnv} from './cli.js';
import {onDispose} from './disposal.js';
import {tempDir} from './temp-dir.js';

const PORT = 53;

/** Also between the look and the start of a server nobody else of this process may take it. */
const taken = new Set<string>();

/** An address of this machine on which nobody answers questions of the DNS. */
async function freeAddress(): Promise<string> {
  for (let last = 1; last < 255; last++) {
    const address = `127.0.78.${last}`;
    if (taken.has(address)) continue;
    taken.add(address);
    const isFree = await new Promise<boolean>(done => {
      const socket = createSocket('udp4');
      socket.once('error', () => done(false));
      socket.bind({port: PORT, address, exclusive: true}, () => socket.close(() => done(true)));
    });
    if (isFree) return address;
    taken.delete(address);
  }
  throw new Error('no free address for a name server');
}

function programPath(): string {
  const path = process.env['ETCDOPS_TEST_DNSMASQ'];
  if (path !== undefined) return path;
  throw new Error(
    'no dnsmasq: `npm test` fetches it (scripts/test-tools.mjs), or name one in ETCDOPS_TEST_DNSMASQ',
  );
}

/** Whoever makes a namespace is root there. */
const MAPPED = process.getuid?.() === 0 ? [] : ['--map-root-user'];

/** Where a name server listens, and the words before a command that runs beside it. */
interface Network {
  readonly address: string;
  readonly before: readonly string[];
}

/** A network namespace with nothing but its loopback, ended with the test; its processes have the resolv.conf too. */
async function ownNetwork(resolvConf: string): Promise<Network> {
  const script =
    'ip link set lo up && mount --bind "$1" /etc/resolv.conf && echo ready && exec sleep infinity';
  const args = ['--net', '--mount', ...MAPPED, 'sh', '-c', script, 'sh', resolvConf];
  const holder = spawn('unshare', args, {env: cleanEnv(), stdio: ['ignore', 'pipe', 'pipe']});
  onDispose(() => void holder.kill('SIGKILL'));
  let said = '';
  holder.stderr.on('data', chunk => (said += String(chunk)));
  await new Promise<void>((ready, failed) => {
    holder.stdout.once('data', () => ready());
    holder.once('exit', () => failed(new Error(`no network of its own: ${said}`)));
  });
  const user = MAPPED.length === 0 ? '' : ' --user --preserve-credentials';
  // Whoever enters a mount namespace is in its root folder.
  const enter = `exec nsenter --target "$0" --net --mount${user} env -C "$PWD" "$@"`;
  return {address: '127.0.0.1', before: ['sh', '-c', enter, String(holder.pid)]};
}

/** On this machine's loopback, beside other name servers. */
async function sharedNetwork(resolvConf: string): Promise<Network> {
  const script = 'mount --bind "$1" /etc/resolv.conf; shift; exec "$@"';
  const before = ['unshare', '--mount', ...MAPPED, 'sh', '-c', script, 'sh', resolvConf];
  return {address: await freeAddress(), before};
}

/** Resolves to what ends it, once it serves. */
async function serve({address, before}: Network, records: readonly string[]): Promise<() => Promise<void>> {
  const [program = '', ...words] = [...before, programPath()];
  const server = spawn(
    program,
    [
      ...words,
      ...['--no-daemon', '--no-resolv', '--no-hosts', '--conf-file=/dev/null', '--pid-file='],
      ...[`--listen-address=${address}`, '--bind-interfaces', '--user=root', '--log-facility=-'],
      ...records,
    ],
    {env: cleanEnv(), stdio: ['ignore', 'ignore', 'pipe']},
  );
  const ended = new Promise<void>(done => server.once('exit', () => done()));
  const stop = (): Promise<void> => {
    server.kill('SIGKILL');
    return ended;
  };
  onDispose(stop);
  await new Promise<void>((ready, failed) => {
    let said = '';
    server.stderr.on('data', chunk => {
      said += String(chunk);
      if (said.includes('started, version')) ready();
    });
    server.once('exit', () => failed(new Error(`dnsmasq ended: ${said}`)));
  });
  return stop;
}

export interface NameServer {
  readonly address: string;
  /** The words before a command that make it, and its children, ask this server alone. */
  readonly before: readonly string[];
  /** Lets it know other records from now on. */
  readonly change: (records: readonly string[]) => Promise<void>;
}

/**
 * A real name server (dnsmasq) that knows only what it is told, ended with the test.
 * @param records its arguments, such as `--srv-host=_etcd-client._tcp.a.test,m.a.test,2379`
 * @param isAlone in a network namespace of its own, which nobody reaches but by `before`
 */
export async function nameServer(records: readonly string[], {isAlone = false} = {}): Promise<NameServer> {
  const resolvConf = join(tempDir('resolv'), 'resolv.conf');
  writeFileSync(resolvConf, '');
  const network = await (isAlone ? ownNetwork(resolvConf) : sharedNetwork(resolvConf));
  writeFileSync(resolvConf, `nameserver ${network.address}\n`);
  let stop = await serve(network, records);
  return {
    ...network,
    async change(others) {
      await stop();
      stop = await serve(network, others);
    },
  };
}

/** The same, where its records stay: the words before a command alone. */
export async function startNameServer(records: readonly string[]): Promise<readonly string[]> {
  return (await nameServer(records)).before;
}
