import {execa} from 'execa';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {endProcessesOf} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';

export interface Found {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
  readonly durationMs: number;
  readonly json: <T>() => T;
}

export interface SrvFolder {
  readonly dir: string;
  readonly basePort: number;
  /** Where its members are; default: 127.0.0.1. */
  readonly host?: string;
  /** Runs etcdops in the folder, where these words stand before it: those of a name server. */
  readonly run: (args: readonly string[], before?: readonly string[]) => Promise<Found>;
}

const LIMIT_MS = 90_000;

/** A folder for a cluster that DNS names, with ports of its own; its processes end with the test. */
export async function srvFolder(line: EtcdTestLine, nodes = 5): Promise<SrvFolder> {
  const dir = tempDir('srv');
  onDispose(() => endProcessesOf(dir));
  const basePort = await freeBasePort(nodes);
  return {
    dir,
    basePort,
    async run(args, before = []) {
      const [program = '', ...words] = [...before, process.execPath, CLI_PATH, ...args];
      const result = await execa(program, words, {
        cwd: dir,
        env: cleanEnv({ETCDOPS_ETCD_BIN_DIR: etcdBinDir(line)}),
        extendEnv: false,
        reject: false,
        stdin: 'ignore',
        timeout: LIMIT_MS,
      });
      const {stdout, stderr, exitCode, durationMs} = result;
      return {stdout, stderr, exitCode, durationMs, json: <T>() => JSON.parse(stdout) as T};
    },
  };
}

/** The result of a command that must succeed; a failure shows all that it said. */
export function ok(found: Found): Found {
  if (found.exitCode === 0) return found;
  throw new Error(`exit code ${found.exitCode}\n${found.stdout}\n${found.stderr}`);
}

export interface RecordsOf {
  readonly domain: string;
  readonly basePort: number;
  readonly members?: number;
  readonly isTls?: boolean;
  readonly name?: string;
}

/** Options of dnsmasq for a right zone, by hand. */
export function rightRecords({domain, basePort, members = 3, isTls = false, name}: RecordsOf): string[] {
  const suffix = `${isTls ? '-ssl' : ''}${name === undefined ? '' : `-${name}`}._tcp.${domain}`;
  const each = Array.from({length: members}, (_, index) => {
    const host = `infra${index}${name === undefined ? '' : `-${name}`}.${domain}`;
    const client = basePort + 10 * index;
    return [
      `--host-record=${host},127.0.0.1`,
      `--srv-host=_etcd-server${suffix},${host},${client + 1}`,
      `--srv-host=_etcd-client${suffix},${host},${client}`,
    ];
  });
  return ['--local=/test/', '--local-ttl=60', ...each.flat()];
}
