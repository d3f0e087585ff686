import {homedir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

import type {Adapters} from '../adapters/adapters.js';
import {systemClock} from '../adapters/clock/clock.js';
import {createEtcdApi} from '../adapters/etcd-api/etcd-api.js';
import {etcdData} from '../adapters/etcd-data/etcd-data.js';
import {createEtcdBinaries} from '../adapters/etcd-server/etcd-binaries.js';
import {factOfFile} from '../adapters/files/file-facts.js';
import {createFiles} from '../adapters/files/files.js';
import {inputFiles} from '../adapters/files/input-files.js';
import {acquireLock, lockHolder, nameRun} from '../adapters/files/lock.js';
import {createHostLookup} from '../adapters/http/host-lookup.js';
import {createLocalHost} from '../adapters/host/local-host.js';
import {createWireProbe} from '../adapters/net/wire-probe.js';
import {createRunner} from '../adapters/process/runner.js';
import {systemRandom} from '../adapters/random/random.js';
import {snapshotFiles} from '../adapters/snapshot-files/snapshot-files.js';
import {once} from '../queries/once.js';
import {loadEtcdSources} from './load-etcd-sources.js';
import {writeNotice} from './output.js';
import {createProgress, type ProgressReporter} from './progress.js';
import {createStopSignal} from './stop-signal.js';

const PASSPHRASE_VARIABLE = 'ETCDOPS_CA_PASSPHRASE';
const PASSWORD_VARIABLE = 'ETCDOPS_PASSWORD';
/** The CAs that etcd, as every Go program, believes. */
const ROOTS_VARIABLE = 'SSL_CERT_FILE';

export interface ServiceOptions {
  /** `--spec` or its variable. */
  readonly spec: string | undefined;
  readonly etcdBinDir: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly verbose: boolean;
  /** With `--json`: no progress. */
  readonly quiet: boolean;
}

/** The adapters together with what the global flags chose. */
export interface Services extends Adapters {
  readonly progress: ProgressReporter;
  readonly specFlag: string | undefined;
  readonly etcdBinDirFlag: string | undefined;
  /** Of the variable ETCDOPS_CA_PASSPHRASE, which is not in `env`: that is what children inherit. */
  readonly caPassphrase: string | undefined;
  /** Of the variable ETCDOPS_PASSWORD, likewise: the password of `--user`. */
  readonly userPassword: string | undefined;
  /** The deadline is for what is done, not for what stays in the foreground. */
  readonly endDeadline: () => void;
  close(): void;
}

/** The folder of the installed package, seen from the bundle in `dist/` as from this file in `src/`. */
function findPackageDir(): string {
  return fileURLToPath(import.meta.url).split(/[/\\](?:dist|src)[/\\]/)[0]!;
}

/** Children run in the folder of the spec, where a path from the current one would lead elsewhere. */
function withAbsoluteRoots(env: Readonly<Record<string, string>>): Record<string, string> {
  const {[ROOTS_VARIABLE]: roots = ''} = env;
  return roots === '' ? env : {...env, [ROOTS_VARIABLE]: resolve(roots)};
}

/** The composition root: the one place where adapters are made and joined. */
export function createServices(options: ServiceOptions): Services {
  // No child needs these, and those that stay would show them in /proc for as long as they run.
  const {
    [PASSPHRASE_VARIABLE]: caPassphrase,
    [PASSWORD_VARIABLE]: userPassword,
    ...inherited
  } = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const env = withAbsoluteRoots(inherited);
  const packageDir = findPackageDir();
  const progress = createProgress({quiet: options.quiet});
  const files = createFiles();
  const runner = createRunner(env, line => (options.verbose ? writeNotice(`$ ${line}`) : undefined));
  const binaries = createEtcdBinaries({runner, env, homeDir: homedir});
  const lookup = createHostLookup(runner);
  const tlsProber = once(async () => (await import('../adapters/tls/tls-probe.js')).createTlsProber(lookup));
  const {signal, endDeadline, close} = createStopSignal(options.timeoutMs, () => progress.close());
  return {
    cwd: process.cwd(),
    env,
    signal,
    hasDeadline: options.timeoutMs !== undefined,
    files,
    inputFiles,
    snapshotFiles,
    factOfFile,
    acquireLock: (path, command) => acquireLock(files, path, {command, now: systemClock.now()}),
    nameRun: (path, run) => nameRun(files, path, run),
    lockHolder: path => lockHolder(files, path),
    runner,
    clock: systemClock,
    random: systemRandom,
    host: createLocalHost({files, clock: systemClock, env}),
    binaries,
    etcdSources: () =>
      loadEtcdSources({runner, files, binaries, env, clock: systemClock, random: systemRandom}),
    etcdApi: createEtcdApi(lookup),
    etcdData,
    v2Discovery: once(async () =>
      (await import('../adapters/discovery/v2-discovery.js')).createV2Discovery(lookup),
    ),
    forge: once(async () => (await import('../adapters/forge/forge.js')).forge),
    tlsProber,
    probeWire: createWireProbe(lookup, tlsProber),
    dns: once(async () =>
      (await import('../adapters/dns/dns.js')).createDns((...question) =>
        // Each time anew: who waits for DNS is not to get the answer of before.
        createHostLookup(runner)(...question),
      ),
    ),
    progress,
    packageDir,
    yaml: once(async () => (await import('../adapters/yaml/yaml.js')).loadYaml()),
    templates: once(async () =>
      (await import('../adapters/templates/templates.js')).loadTemplates(join(packageDir, 'templates')),
    ),
    specFlag: options.spec,
    etcdBinDirFlag: options.etcdBinDir,
    caPassphrase,
    userPassword,
    endDeadline,
    close() {
      progress.close();
      close();
    },
  };
}
