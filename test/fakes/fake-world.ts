import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import type {EtcdBinaries} from '../../src/lib/adapters/etcd-server/etcd-binaries.js';
import {createFiles} from '../../src/lib/adapters/files/files.js';
import type {NodeLaunch} from '../../src/lib/adapters/host/host.js';
import {snapshotFiles} from '../../src/lib/adapters/snapshot-files/snapshot-files.js';
import {loadTemplates} from '../../src/lib/adapters/templates/templates.js';
import {loadYaml} from '../../src/lib/adapters/yaml/yaml.js';
import {SPEC_FILE, STATE_FILE} from '../../src/lib/domain/layout/layout.js';
import {membersOf} from '../../src/lib/domain/nodes/node-urls.js';
import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import {loadSpec} from '../../src/lib/queries/load-spec.js';
import {launchOf} from '../../src/lib/queries/node-launch.js';
import {renderArtifacts} from '../../src/lib/queries/render-artifacts.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {readOnly as asReadOnly} from '../../src/lib/workflows/runs/read-only.js';
import {REPO_DIR} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';
import {fakeEtcdData} from './etcd/fake-etcd-data.js';
import {createFakeTools} from './etcd/fake-tools.js';
import {createFakeEtcd, type FakeEtcd} from './fake-etcd.js';
import {createFakeHost, type FakeHost} from './fake-host.js';
import {strict} from './strict.js';
import {silent} from './silent-progress.js';

export interface World {
  readonly context: SpecContext;
  /** The same with everything that changes anything throwing. */
  readonly readOnly: SpecContext;
  readonly folder: string;
  readonly host: FakeHost;
  readonly etcd: FakeEtcd;
  readonly warnings: string[];
  readonly interrupt: AbortController;
  launch(name: string): NodeLaunch;
}

export interface WorldOptions {
  /** Names of the nodes that run; their data is there too. */
  readonly running?: readonly string[];
  /** It was healthy once: its id is recorded and every member has data. */
  readonly recorded?: boolean;
  readonly ownAddresses?: readonly string[];
}

interface FakeAdapterOptions {
  readonly folder: string;
  readonly host: FakeHost;
  readonly etcd: FakeEtcd;
  readonly warn?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** Real files and templates beside what is in memory; an etcd of the spec's version is always at hand. */
export function fakeAdapters(options: FakeAdapterOptions): SpecContext['adapters'] {
  const {folder, host, etcd, warn = () => undefined, signal = new AbortController().signal} = options;
  // Each time another one, as runs are told apart by it.
  let byte = 0xab;
  return strict<SpecContext['adapters']>('adapters', {
    cwd: folder,
    env: {},
    signal,
    hasDeadline: false,
    files: createFiles(),
    snapshotFiles,
    acquireLock: async () => ({release: async () => undefined}),
    nameRun: async () => undefined,
    lockHolder: async () => undefined,
    runner: createFakeTools(),
    etcdData: fakeEtcdData,
    clock: etcd.clock,
    random: {hex: bytes => (byte++ & 0xff).toString(16).padStart(2, '0').repeat(bytes)},
    host,
    binaries: strict<EtcdBinaries>('binaries', {
      inspect: async dir => ({dir, version: etcd.spec.etcd.version}),
    }),
    etcdBinDirFlag: '/opt/etcd',
    etcdApi: etcd,
    // Machines that are there, on which nothing runs yet.
    probeWire: ({host: address, port}) =>
      Promise.reject(new Error(`connect ECONNREFUSED ${address}:${port}`)),
    progress: {...silent, warn},
    yaml: loadYaml,
    templates: () => loadTemplates(join(REPO_DIR, 'templates')),
    packageDir: REPO_DIR,
  });
}

/** Real files in a temporary folder, as `bootstrap` leaves them; processes, etcd and time in memory. */
export async function aWorld(spec: ClusterSpec, options: WorldOptions = {}): Promise<World> {
  const {running = [], recorded = running.length > 0, ownAddresses} = options;
  const folder = tempDir('world');
  const host = createFakeHost(ownAddresses);
  const etcd = createFakeEtcd(host, spec);
  const warnings: string[] = [];
  const interrupt = new AbortController();
  const warn = (text: string): void => void warnings.push(text);
  const adapters = fakeAdapters({folder, host, etcd, warn, signal: interrupt.signal});
  const {files} = adapters;

  writeFileSync(join(folder, SPEC_FILE), (await adapters.yaml()).stringify(spec));
  for (const {path, text} of await renderArtifacts(adapters, {spec, folder})) {
    mkdirSync(join(folder, path, '..'), {recursive: true});
    writeFileSync(join(folder, path), text);
  }
  const loaded = await loadSpec({cwd: folder, files, yaml: adapters.yaml, specFlag: undefined});
  const launch = (name: string): NodeLaunch =>
    launchOf(
      loaded.spec,
      loaded.spec.nodes.find(node => node.name === name)!,
      {folder, binDir: '/opt/etcd'},
    );
  mkdirSync(join(folder, '.etcdops'), {recursive: true});
  if (recorded) {
    for (const {name, learner = false} of loaded.spec.nodes) host.begin(launch(name), {isLearner: learner});
    for (const {name} of loaded.spec.nodes) host.kill(name);
    const members = membersOf(loaded.spec).map(({name}) => name);
    const firstHealthyAt = '2026-11-21T00:00:00.000Z';
    const state = {schemaVersion: 1, clusterId: etcd.clusterId(), firstHealthyAt, members};
    writeFileSync(join(folder, STATE_FILE), JSON.stringify(state));
  }
  for (const name of running) host.begin(launch(name));

  return {
    context: {adapters, loaded},
    readOnly: asReadOnly({adapters, loaded}),
    folder,
    host,
    etcd,
    warnings,
    interrupt,
    launch,
  };
}
