import {spawn, type ChildProcess} from 'node:child_process';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {createEtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import {
  handMadeMembers,
  nameOf,
  numbers,
  settingsOf,
  urlsFrom,
  type HandMadeStart,
  type Settings,
} from '../fakes/etcd/hand-made.js';
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

/** Members of real etcd, each a process of this test, and how they are asked. */
export async function realStage(line: EtcdTestLine, api = createEtcdApi()): Promise<Stage> {
  const dir = tempDir('contract');
  const urls = urlsFrom(await freeBasePort(MOST_MEMBERS));
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
    return members.some(({name, clientUrls}) => name === nameOf(index) && clientUrls.length > 0);
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
          throw new Error(`${nameOf(index)} does not serve`);
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
  const version = etcdVersion(line);
  const {host, etcd, urls, start} = handMadeMembers(version);
  const fateOf = (index: number): Fate => (host.runs(nameOf(index)) ? 'serves' : 'does not serve');
  const startIn = async (index: number, how?: HandMadeStart): Promise<Fate> => {
    await start(index, how);
    return fateOf(index);
  };
  return Promise.resolve({
    ...urls,
    api: etcd,
    version,
    async begin(count) {
      const told = numbers(count);
      for (const index of told) await start(index, {told, state: 'new'});
    },
    join: (index, told) => startIn(index, {told, state: 'existing'}),
    again: index => startIn(index),
    kill: async index => host.kill(nameOf(index)),
    async ended(index) {
      if (host.runs(nameOf(index))) throw new Error(`${nameOf(index)} goes on`);
    },
    pause: () => etcd.clock.sleep(POLL_MS),
  });
}
