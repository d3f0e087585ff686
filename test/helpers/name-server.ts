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

/** Resolves to what ends it, once it serves. */
async function serve(address: string, records: readonly string[]): Promise<() => Promise<void>> {
  const server = spawn(
    programPath(),
    [
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
 */
export async function nameServer(records: readonly string[]): Promise<NameServer> {
  const address = await freeAddress();
  let stop = await serve(address, records);
  const resolvConf = join(tempDir('resolv'), 'resolv.conf');
  writeFileSync(resolvConf, `nameserver ${address}\n`);
  const mapped = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const script = 'mount --bind "$1" /etc/resolv.conf; shift; exec "$@"';
  return {
    address,
    before: ['unshare', '--mount', ...mapped, 'sh', '-c', script, 'sh', resolvConf],
    async change(others) {
      await stop();
      stop = await serve(address, others);
    },
  };
}

/** The same, where its records stay: the words before a command alone. */
export async function startNameServer(records: readonly string[]): Promise<readonly string[]> {
  return (await nameServer(records)).before;
}
