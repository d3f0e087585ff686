import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import type {IncomingMessage} from 'node:http';
import {request} from 'node:https';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';

import {execa} from 'execa';
import {beforeAll, describe, expect, it} from 'vitest';

import {readAsSystemd} from '../../src/lib/domain/inputs/env-systemd.js';
import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {endProcessesOf} from '../helpers/processes.js';
import {readComposeFile, recordDockerRun, runOnHost, volumeOf} from '../integration/container-run.js';
import {cliOk, statusOf} from '../integration/observed-cluster.js';
import type {ListJson} from '../integration/pki-files.js';

const MEMBERS = ['infra0', 'infra1', 'infra2'];
const FORMATS = 'config,procfile,env,systemd,docker,compose,flags';
const SERVING_MS = 30_000;

/** Runs a program until the test ends. Its output is thrown away: a pipe that nobody reads would stop etcd. */
function launch(
  cwd: string,
  file: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): void {
  const child = spawn(file, args, {cwd, env: cleanEnv(env), stdio: 'ignore'});
  child.on('error', error => {
    throw error;
  });
  onDispose(() => void child.kill('SIGTERM'));
}

/** Starts one node from one of its files, without etcdops. */
type Way = (cluster: TestCluster, name: string) => void | Promise<void>;

const byConfigFile: Way = ({dir, binDir}, name) =>
  launch(dir, join(binDir, 'etcd'), ['--config-file', `nodes/${name}/etcd.yaml`]);

const byFlags: Way = ({dir}, name) => launch('/', join(dir, 'nodes', name, 'flags.sh'));

const byEnvFile: Way = ({dir, binDir}, name) =>
  launch(dir, 'env', [
    ...['-i', 'sh', '-c', 'set -a; . "$1"; exec "$2"', 'sh'],
    ...[`./nodes/${name}/etcd.env`, join(binDir, 'etcd')],
  ]);

const byDocker: Way = async (cluster, name) => {
  const call = await recordDockerRun(cluster, name);
  expect(call.volumes.filter(({target}) => target.startsWith('/etc/'))).not.toEqual([]);
  await runOnHost(cluster, call);
};

const byCompose: Way = async (cluster, name) => {
  const {command, volumes} = readComposeFile(cluster).services[name]!;
  await runOnHost(cluster, {argv: command, volumes: volumes.map(volumeOf)});
};

/** As systemd would, but for what it wants to hear of the process. */
const byUnit: Way = ({dir}, name) => {
  const unit = readFileSync(join(dir, 'nodes', name, `etcd-demo-${name}.service`), 'utf8');
  const [program = '', ...args] = (/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '').split(' ');
  launch(/^WorkingDirectory=(.*)$/m.exec(unit)?.[1] ?? '', program, args);
};

function byHoncho({dir}: TestCluster, names: readonly string[] = []): void {
  const honcho = process.env['ETCDOPS_TEST_HONCHO'];
  if (honcho === undefined) throw new Error('no ETCDOPS_TEST_HONCHO: run the tests by npm test');
  launch(dir, honcho, ['start', ...names]);
}

async function eventually<T>(ask: () => Promise<T | undefined>, what: string): Promise<T> {
  const deadline = performance.now() + SERVING_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`never: ${what}`);
  }
}

async function untilHealthy(cluster: TestCluster): Promise<void> {
  const status = await eventually(async () => {
    const seen = await statusOf(cluster);
    return seen.cluster.health === 'healthy' ? seen : undefined;
  }, 'all members are healthy');
  expect(status.nodes.map(({managedBy}) => managedBy)).toEqual(['other', 'other', 'other']);
}

describe.each(['3.4', '3.7'] as const)('artifacts with an own CA, etcd %s without etcdops', line => {
  let cluster: TestCluster;

  beforeAll(async () => {
    const args = ['--tls', 'ca', '--peer-ca', 'separate', '--format', FORMATS];
    cluster = await startCluster({line, start: false, args});
  });

  it.each<[what: string, ways: readonly Way[]]>([
    ['a config file, flags.sh and an env file', [byConfigFile, byFlags, byEnvFile]],
    ['docker-run.sh, compose.yaml and a unit (docker is a stub)', [byDocker, byCompose, byUnit]],
  ])('members of one cluster start from %s', async (_, ways) => {
    for (const [index, way] of ways.entries()) await way(cluster, MEMBERS[index]!);

    await untilHealthy(cluster);
    await endProcessesOf(cluster.dir);
  });

  it('members start from the Procfile', async () => {
    byHoncho(cluster);

    await untilHealthy(cluster);
  });

  it('systemd reads an env file as a shell does', async () => {
    for (const name of MEMBERS) {
      const path = join(cluster.dir, 'nodes', name, 'etcd.env');
      const {variables, findings} = readAsSystemd({file: 'etcd.env', path, text: readFileSync(path, 'utf8')});
      const {stdout} = await execa('env', ['-i', 'sh', '-c', 'set -a; . "$1"; env', 'sh', path]);

      const bySystemd = variables.map(({name: variable, value}) => `${variable}=${value}`);
      expect(findings).toEqual([]);
      expect(stdout.split('\n').filter(given => given.startsWith('ETCD_'))).toEqual(
        expect.arrayContaining(bySystemd),
      );
      expect(bySystemd).toContain(`ETCD_PEER_TRUSTED_CA_FILE=pki/peer-ca.crt`);
    }
  });

  it('systemd accepts the units, and compose its file', async () => {
    const units = MEMBERS.map(name => join(cluster.dir, `nodes/${name}/etcd-demo-${name}.service`));
    const verdict = await execa('systemd-analyze', ['verify', '--man=no', ...units], {
      all: true,
      reject: false,
    });
    expect(verdict.all.split('\n').filter(said => said.includes('etcd-demo-'))).toEqual([]);

    const reader = process.env['ETCDOPS_TEST_COMPOSE'];
    if (reader === undefined) throw new Error('no ETCDOPS_TEST_COMPOSE: run the tests by npm test');
    await execa(reader, ['-format', 'json', 'compose.yaml'], {cwd: cluster.dir});
  });
});

type Line = '3.4' | '3.5' | '3.7';

/** How the nodes that lean on members start, a different way for each line. */
const LEANING: Readonly<
  Record<Line, (cluster: TestCluster, names: readonly string[]) => void | Promise<void>>
> = {
  '3.4': byHoncho,
  '3.5': (cluster, names) => {
    for (const name of names) void byFlags(cluster, name);
  },
  '3.7': async (cluster, names) => {
    for (const name of names) await runOnHost(cluster, await recordDockerRun(cluster, name));
  },
};

const ROLES = (['3.4', '3.5', '3.7'] as const).flatMap(line =>
  (['ca', 'ca, peers apart', 'auto'] as const)
    .filter(mode => line !== '3.7' || mode !== 'ca')
    .map(mode => [line, mode] as const),
);

const MODE_ARGS = {
  ca: ['--tls', 'ca'],
  'ca, peers apart': ['--tls', 'ca', '--peer-ca', 'separate'],
  auto: ['--tls', 'auto'],
} as const;

describe.each(ROLES)('what leans on a member of etcd %s with tls %s', (line, mode) => {
  it('passes on what is written to it', async () => {
    const proxies = line === '3.7' ? 0 : 1;
    const args = [...MODE_ARGS[mode], '--format', FORMATS];
    const cluster = await startCluster({line, members: 1, gateways: 1, grpcProxies: 1, proxies, args});
    const leaning = cluster.nodes.filter(({role}) => role !== 'member');
    const {env} = (await cliOk(cluster, ['env', '--json'])).json<{env: Record<string, string>}>();

    const names = leaning.map(({name}) => name);
    await cliOk(cluster, ['down', ...names, '--yes']);
    await LEANING[line](cluster, names);

    for (const {name, role, clientUrl = ''} of leaning) {
      const write = role === 'v2-proxy' ? putByV2 : putByV3;
      await eventually(() => write({cluster, env, url: clientUrl}, name), `${name} passes a write on`);
    }
    const {stdout} = await cliOk(cluster, ['ctl', '--', 'get', '', '--prefix', '--keys-only']);
    expect(stdout.split('\n').filter(Boolean)).toEqual(['gateway0', 'grpc-proxy0']);
    if (proxies > 0) {
      const [endpoint = ''] = cluster.endpoints;
      expect(await askByHttps({cluster, env, url: endpoint}, '/v2/keys/proxy0')).toContain(
        '"value":"through"',
      );
    }
    const {nodes} = await statusOf(cluster);
    expect(nodes.map(({name, healthy}) => [name, healthy])).toEqual(nodes.map(({name}) => [name, true]));
    const {missing} = (await cliOk(cluster, ['tls', 'list', '--json'])).json<ListJson>();
    expect(missing).toEqual([]);
  });
});

interface Target {
  readonly cluster: TestCluster;
  /** As `etcdops env` gives them. */
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
}

async function putByV3({cluster, env, url}: Target, key: string): Promise<true | undefined> {
  const result = await execa(join(cluster.binDir, 'etcdctl'), ['put', key, 'through'], {
    env: cleanEnv({...env, ETCDCTL_ENDPOINTS: url}),
    extendEnv: false,
    reject: false,
  });
  return result.stdout === 'OK' ? true : undefined;
}

/** The body of an answer by HTTPS, whoever it is that answers; empty where nobody does. */
async function askByHttps({env, url}: Target, path: string, body?: string): Promise<string> {
  const {ETCDCTL_CACERT: ca, ETCDCTL_CERT: cert, ETCDCTL_KEY: key} = env;
  const pem = (file: string | undefined): string | undefined => file && readFileSync(file, 'utf8');
  const sent = request(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'PUT',
    headers: {'content-type': 'application/x-www-form-urlencoded'},
    agent: false,
    ca: pem(ca),
    cert: pem(cert),
    key: pem(key),
    rejectUnauthorized: ca !== undefined,
  });
  sent.end(body);
  try {
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return await text(answer);
  } catch {
    return '';
  }
}

async function putByV2(target: Target, key: string): Promise<true | undefined> {
  const answer = await askByHttps(target, `/v2/keys/${key}`, 'value=through');
  return answer.includes('"action":"set"') ? true : undefined;
}
