import {join} from 'node:path';

import {binaryNames, matchingVersions} from '../../domain/etcd-version/install.js';
import type {Archives} from '../archive/archives.js';
import type {Files} from '../files/files.js';
import type {Runner, RunResult} from '../process/runner.js';
import {failureReason, parseMadison, type PackagedVersion, updateFailure} from './parse.js';
import type {EtcdSource, SourceContext} from './source.js';
import {takeBinaries} from './take-binaries.js';
import {runTool, sourceFailure} from './tool.js';

const SERVER = 'etcd-server';
const CLIENT = 'etcd-client';

const ASK_TIMEOUT_MS = 30_000;
const UPDATE_TIMEOUT_MS = 120_000;
const DOWNLOAD_TIMEOUT_MS = 300_000;
/** A mirror that does not answer is given up after seconds, not after apt's two minutes. */
const IMPATIENT = [
  '-o',
  'Acquire::http::Timeout=4',
  '-o',
  'Acquire::https::Timeout=4',
  '-o',
  'Acquire::Retries=0',
];
/** Translations and the software catalogue are half of what an update fetches. */
const ONLY_PACKAGES = [
  '-o',
  'Acquire::Languages=none',
  '-o',
  'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false',
];

export interface DebianSourceOptions {
  readonly runner: Runner;
  readonly files: Files;
  readonly archives: Archives;
  readonly env: Readonly<Record<string, string>>;
}

/** A version of which both packages are there, and how to call apt to get them. */
interface Catalogue {
  readonly offered: ReadonlyMap<string, {readonly server: PackagedVersion; readonly client: PackagedVersion}>;
  readonly aptOptions: readonly string[];
}

interface PrivateLists {
  readonly aptOptions: readonly string[];
  /** What could not be fetched; apt itself takes that lightly. */
  readonly problem: string | undefined;
}

/** Debian's packages, unpacked and never installed: no user, no service, nothing outside of the cache. */
export function createDebianSource({runner, files, archives, env}: DebianSourceOptions): EtcdSource {
  // A name server that does not answer would cost a minute otherwise: apt asks anew for every repository.
  const aptEnv = {
    ...env,
    LC_ALL: 'C',
    DEBIAN_FRONTEND: 'noninteractive',
    RES_OPTIONS: 'timeout:2 attempts:1',
  };
  let cached: Promise<Catalogue> | undefined;

  async function madison(aptOptions: readonly string[], context: SourceContext): Promise<RunResult> {
    const call = {file: 'apt-cache', args: [...aptOptions, 'madison', SERVER, CLIENT], cwd: '/', env: aptEnv};
    return runTool(runner, {...call, timeoutMs: ASK_TIMEOUT_MS, doing: 'asking apt for etcd'}, context);
  }

  /** Package lists in a folder of ours: the system's own stay as they are, and it needs no root. */
  async function privateLists(context: SourceContext): Promise<PrivateLists> {
    const folder = await context.scratch();
    await files.ensureDir(join(folder, 'lists', 'partial'));
    await files.ensureDir(join(folder, 'cache', 'archives', 'partial'));
    const aptOptions = [
      '-o',
      `Dir::State::Lists=${join(folder, 'lists')}`,
      '-o',
      `Dir::Cache=${join(folder, 'cache')}`,
    ];
    const args = [...aptOptions, ...IMPATIENT, ...ONLY_PACKAGES, '-q', 'update'];
    const doing = 'fetching the package lists of Debian';
    const call = {file: 'apt-get', args, cwd: folder, env: aptEnv, timeoutMs: UPDATE_TIMEOUT_MS, doing};
    const result = await runTool(runner, call, context);
    if (result.exitCode !== 0) throw sourceFailure(failureReason(result.stderr));
    return {aptOptions, problem: updateFailure(result.stderr)};
  }

  async function readCatalogue(context: SourceContext): Promise<Catalogue> {
    let aptOptions: readonly string[] = [];
    let known = parseMadison((await madison(aptOptions, context)).stdout);
    if (!known.has(SERVER)) {
      const lists = await privateLists(context);
      aptOptions = lists.aptOptions;
      known = parseMadison((await madison(aptOptions, context)).stdout);
      if (!known.has(SERVER) && lists.problem !== undefined) throw sourceFailure(lists.problem);
    }
    const clients = known.get(CLIENT) ?? [];
    const pairs = (known.get(SERVER) ?? []).flatMap(server => {
      const client = clients.find(({version}) => version === server.version);
      return client === undefined ? [] : [[server.version, {server, client}] as const];
    });
    // Of two packages of one version the newer one comes first, and stays.
    return {offered: new Map(pairs.reverse()), aptOptions};
  }

  function catalogue(context: SourceContext): Promise<Catalogue> {
    cached ??= readCatalogue(context);
    return cached;
  }

  async function fetch(version: string, dir: string, context: SourceContext): Promise<void> {
    const {offered, aptOptions} = await catalogue(context);
    const packages = offered.get(version);
    if (packages === undefined) throw sourceFailure(`has no etcd ${version}`, {unavailable: true});
    const folder = await context.scratch();
    const wanted = [
      `${SERVER}=${packages.server.packageVersion}`,
      `${CLIENT}=${packages.client.packageVersion}`,
    ];
    const args = [...aptOptions, ...IMPATIENT, '-q', 'download', ...wanted];
    const doing = `etcd ${version}: downloading Debian's packages`;
    const call = {file: 'apt-get', args, cwd: folder, env: aptEnv, timeoutMs: DOWNLOAD_TIMEOUT_MS, doing};
    const result = await runTool(runner, call, context);
    if (result.exitCode !== 0) throw sourceFailure(failureReason(result.stderr));
    for (const file of (await files.list(folder)).filter(name => name.endsWith('.deb'))) {
      await archives.unpack(join(folder, file), 'deb', {into: folder, signal: context.signal});
    }
    await takeBinaries(binaryNames(version), {from: join(folder, 'usr', 'bin'), to: dir});
  }

  return {
    name: 'debian',
    title: 'Debian',
    async offer(request, context) {
      const has = [...(await catalogue(context)).offered.keys()];
      return {versions: matchingVersions(request, has), has: matchingVersions({kind: 'latest'}, has)};
    },
    fetch,
  };
}
