import {spawn} from 'node:child_process';
import {createSocket} from 'node:dgram';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {cleanEnv} from './cli.js';
import {onDispose} from './disposal.js';
import {tempDir} from './temp-dir.js';

const PORT = 53;

/** An address of this machine on which nobody answers questions of the DNS. */
async function freeAddress(): Promise<string> {
  for (let last = 1; last < 255; last++) {
    const address = `127.0.78.${last}`;
    const isFree = await new Promise<boolean>(done => {
      const socket = createSocket('udp4');
      socket.once('error', () => done(false));
      socket.bind({port: PORT, address, exclusive: true}, () => socket.close(() => done(true)));
    });
    if (isFree) return address;
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

/**
 * A real name server (dnsmasq) that knows only what it is told, ended with the test.
 * @param records its arguments, such as `--srv-host=_etcd-client._tcp.a.test,m.a.test,2379`
 * @returns the words before a command that make it, and its children, ask this server alone
 */
export async function startNameServer(records: readonly string[]): Promise<readonly string[]> {
  const address = await freeAddress();
  const server = spawn(
    programPath(),
    [
      ...['--no-daemon', '--no-resolv', '--no-hosts', '--conf-file=/dev/null', '--pid-file='],
      ...[`--listen-address=${address}`, '--bind-interfaces', '--user=root', '--log-facility=-'],
      ...records,
    ],
    {env: cleanEnv(), stdio: ['ignore', 'ignore', 'pipe']},
  );
  onDispose(() => void server.kill('SIGKILL'));
  await new Promise<void>((ready, failed) => {
    let said = '';
    server.stderr.on('data', chunk => {
      said += String(chunk);
      if (said.includes('started, version')) ready();
    });
    server.once('exit', () => failed(new Error(`dnsmasq ended: ${said}`)));
  });
  const resolvConf = join(tempDir('resolv'), 'resolv.conf');
  writeFileSync(resolvConf, `nameserver ${address}\n`);
  const mapped = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const script = 'mount --bind "$1" /etc/resolv.conf; shift; exec "$@"';
  return ['unshare', '--mount', ...mapped, 'sh', '-c', script, 'sh', resolvConf];
}
