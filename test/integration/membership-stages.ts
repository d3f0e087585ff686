import {spawn, type ChildProcess} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {createEtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import type {NodeLaunch} from '../../src/lib/adapters/host/host.js';
import {createFakeEtcd} from '../fakes/fake-etcd.js';
import {createFakeHost} from '../fakes/fake-host.js';
import {aSpec} from '../fakes/spec.js';
import {cleanEnv} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir, etcdVersion, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {tempDir} from '../helpers/temp-dir.js';
import type {Fate, Stage} from './membership-play.js';

const MOST_MEMBERS = 5;
const POLL_MS = 20;
const SERVING_MS = 20_000;
/** One that was removed has noticed it by then. */
const GIVEN_UP_MS = 6000;

interface Urls {
  clientUrl(index: number): string;
  peerUrl(index: number): string;
}

function urlsFrom(basePort: number): Urls {
  return {
    clientUrl: index => `http://127.0.0.1:${basePort + 10 * index}`,
    peerUrl: index => `http://127.0.0.1:${basePort + 10 * index + 1}`,
  };
}

/** Settings of the n-th member by etcd's own keys. */
function settingsOf(urls: Urls, index: number, {told, state}: {told: readonly number[]; state: string}) {
  return {
    name: `m${index}`,
    'data-dir': `m${index}`,
    'listen-client-urls': urls.clientUrl(index),
    'advertise-client-urls': urls.clientUrl(index),
    'listen-peer-urls': urls.peerUrl(index),
    'initial-advertise-peer-urls': urls.peerUrl(index),
    'initial-cluster': told.map(one => `m${one}=${urls.peerUrl(one)}`).join(','),
    'initial-cluster-state': state,
    'initial-cluster-token': 'contract',
  };
}

type Settings = ReturnType<typeof settingsOf>;

const numbers = (count: number): number[] => Array.from({length: count}, (_, index) => index);

/** Members of real etcd, each a process of this test. */
export async function realStage(line: EtcdTestLine): Promise<Stage> {
  const dir = tempDir('contract');
  const urls = urlsFrom(await freeBasePort(MOST_MEMBERS));
  const api = createEtcdApi();
  const started = new Map<number, {child: ChildProcess; settings: Settings; closed: Promise<void>}>();
  const ask = {timeoutMs: 1000};

  function start(index: number, settings: Settings): void {
    const args = Object.entries(settings).map(([key, value]) => `--${key}=${value}`);
    const child = spawn(join(etcdBinDir(line), 'etcd'), args, {cwd: dir, env: cleanEnv(), stdio: 'ignore'});
    const closed = new Promise<void>(done => child.once('close', () => done()));
    started.set(index, {child, settings, closed});
    onDispose(async () => {
      child.kill('SIGKILL');
      await closed;
    });
  }

  async function isListed(index: number, asked: number): Promise<boolean> {
    const {members} = await api.memberList(urls.clientUrl(asked), ask);
    return members.some(({name, clientUrls}) => name === `m${index}` && clientUrls.length > 0);
  }

  /** Until it has told the others of itself; a learner is not asked for the list. */
  async function serves(
    index: number,
    {asked, deadlineMs}: {asked: number; deadlineMs: number},
  ): Promise<Fate> {
    const {child} = started.get(index)!;
    const until = performance.now() + deadlineMs;
    while (child.exitCode === null && child.signalCode === null && performance.now() < until) {
      const status = await api.status(urls.clientUrl(index), ask).catch(() => undefined);
      const isKnown = status?.leaderId !== undefined && (await isListed(index, asked).catch(() => false));
      if (isKnown) return 'serves';
      await sleep(POLL_MS);
    }
    return 'does not serve';
  }

  return {
    ...urls,
    api,
    version: etcdVersion(line),
    async begin(count) {
      const all = numbers(count);
      for (const index of all) start(index, settingsOf(urls, index, {told: all, state: 'new'}));
      for (const index of all)
        if ((await serves(index, {asked: index, deadlineMs: SERVING_MS})) !== 'serves')
          throw new Error(`m${index} does not serve`);
    },
    async join(index, told) {
      start(index, settingsOf(urls, index, {told, state: 'existing'}));
      return serves(index, {asked: 0, deadlineMs: SERVING_MS});
    },
    async again(index) {
      start(index, started.get(index)!.settings);
      return serves(index, {asked: 0, deadlineMs: GIVEN_UP_MS});
    },
    async kill(index) {
      const {child, closed} = started.get(index)!;
      child.kill('SIGKILL');
      await closed;
    },
    ended: index => started.get(index)!.closed,
    pause: () => sleep(POLL_MS),
  };
}

/** The members of the fake, of the same version. */
export function fakeStage(line: EtcdTestLine): Promise<Stage> {
  const dir = tempDir('contract');
  const urls = urlsFrom(20_000);
  const host = createFakeHost();
  const version = etcdVersion(line);
  const etcd = createFakeEtcd(host, aSpec({version}));

  function launchOf(index: number): NodeLaunch {
    const folder = join(dir, `m${index}`);
    return {
      name: `m${index}`,
      program: 'etcd',
      args: [],
      folder: dir,
      configFile: join(dir, `m${index}.yaml`),
      dataDir: folder,
      logFile: `${folder}.log`,
      pidFile: `${folder}.pid`,
      startedFile: `${folder}.started`,
    };
  }

  async function start(index: number, settings?: Settings): Promise<Fate> {
    const launch = launchOf(index);
    if (settings !== undefined) {
      mkdirSync(dir, {recursive: true});
      writeFileSync(launch.configFile!, JSON.stringify(settings));
    }
    await host.start(launch);
    return host.runs(launch.name) ? 'serves' : 'does not serve';
  }

  return Promise.resolve({
    ...urls,
    api: etcd,
    version,
    async begin(count) {
      const all = numbers(count);
      for (const index of all) await start(index, settingsOf(urls, index, {told: all, state: 'new'}));
    },
    join: (index, told) => start(index, settingsOf(urls, index, {told, state: 'existing'})),
    again: index => start(index),
    kill: async index => host.kill(`m${index}`),
    async ended(index) {
      if (host.runs(`m${index}`)) throw new Error(`m${index} goes on`);
    },
    pause: () => etcd.clock.sleep(POLL_MS),
  });
}
