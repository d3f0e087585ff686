import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import type {NodeLaunch} from '../../../src/lib/adapters/host/host.js';
import {tempDir} from '../../helpers/temp-dir.js';
import {createFakeEtcd, type FakeEtcd} from '../fake-etcd.js';
import {createFakeHost, type FakeHost} from '../fake-host.js';
import {aSpec} from '../spec.js';

/** How a member without data is started. */
export interface HandMadeStart {
  /** The numbers of the members that its initial cluster names. */
  readonly told: readonly number[];
  readonly state: 'new' | 'existing';
}

export const nameOf = (index: number): string => `infra${index}`;

export interface Urls {
  clientUrl(index: number): string;
  peerUrl(index: number): string;
}

export function urlsFrom(basePort: number): Urls {
  return {
    clientUrl: index => `http://127.0.0.1:${basePort + 10 * index}`,
    peerUrl: index => `http://127.0.0.1:${basePort + 10 * index + 1}`,
  };
}

/** Settings of the n-th member by etcd's own keys. */
export function settingsOf(urls: Urls, index: number, {told, state}: HandMadeStart) {
  return {
    name: nameOf(index),
    'data-dir': nameOf(index),
    'listen-client-urls': urls.clientUrl(index),
    'advertise-client-urls': urls.clientUrl(index),
    'listen-peer-urls': urls.peerUrl(index),
    'initial-advertise-peer-urls': urls.peerUrl(index),
    'initial-cluster': told.map(one => `${nameOf(one)}=${urls.peerUrl(one)}`).join(','),
    'initial-cluster-state': state,
    'initial-cluster-token': 'contract',
  };
}

export type Settings = ReturnType<typeof settingsOf>;

export const numbers = (count: number): number[] => Array.from({length: count}, (_, index) => index);

/** The base port of the members in memory: that of a spec as `bootstrap` makes it. */
const BASE_PORT = 2379;

export interface HandMadeMembers {
  readonly host: FakeHost;
  readonly etcd: FakeEtcd;
  readonly urls: Urls;
  /** Starts a member, with its data where nothing is said. */
  readonly start: (index: number, how?: HandMadeStart) => Promise<void>;
}

/** Members in memory that somebody runs by hand, without a spec: each by a config file of its own. */
export function handMadeMembers(version: string): HandMadeMembers {
  const dir = tempDir('hand-made');
  const urls = urlsFrom(BASE_PORT);
  const host = createFakeHost();

  function launchOf(index: number): NodeLaunch & {configFile: string} {
    const folder = join(dir, nameOf(index));
    return {
      name: nameOf(index),
      program: 'etcd',
      args: [],
      folder: dir,
      configFile: `${folder}.yaml`,
      dataDir: folder,
      logFile: `${folder}.log`,
      pidFile: `${folder}.pid`,
      startedFile: `${folder}.started`,
    };
  }

  return {
    host,
    etcd: createFakeEtcd(host, aSpec({version})),
    urls,
    async start(index, how) {
      const launch = launchOf(index);
      mkdirSync(dir, {recursive: true});
      if (how !== undefined) writeFileSync(launch.configFile, JSON.stringify(settingsOf(urls, index, how)));
      await host.start(launch);
    },
  };
}
