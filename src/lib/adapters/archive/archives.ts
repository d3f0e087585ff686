import type {Runner, RunResult} from '../process/runner.js';
import {maskCredentials} from '../../domain/etcd-version/shown-url.js';
import {OpsError} from '../../errors/ops-error.js';

export type ArchiveFormat = 'tar.gz' | 'zip' | 'deb';

export interface UnpackOptions {
  /** An existing folder. */
  readonly into: string;
  readonly signal: AbortSignal;
  /** Only these members, by their names in the archive; all of them where it is left out (packages only). */
  readonly members?: readonly string[];
}

/** Unpacks archives with the system's own tools. Throws E_INSTALL_FAILED. */
export interface Archives {
  unpack(archive: string, format: ArchiveFormat, options: UnpackOptions): Promise<void>;
}

const UNPACK_TIMEOUT_MS = 120_000;

interface Tool {
  readonly file: string;
  /** Prints the names of all members, one on a line. */
  list(archive: string): string[];
  extract(archive: string, into: string, members: readonly string[]): string[];
}

const TOOLS: Readonly<Record<ArchiveFormat, Tool>> = {
  'tar.gz': {
    file: 'tar',
    list: archive => ['-tzf', archive],
    // As root tar would give the files to the ids of whoever packed them.
    extract: (archive, into, members) => ['-xzf', archive, '--no-same-owner', '-C', into, ...members],
  },
  zip: {
    file: 'unzip',
    list: archive => ['-Z1', archive],
    extract: (archive, into, members) => ['-q', '-o', archive, ...members, '-d', into],
  },
  deb: {
    file: 'dpkg-deb',
    // apt has checked a package against its signed index; its members are not chosen by name.
    list: archive => ['--field', archive, 'Package'],
    extract: (archive, into) => ['-x', archive, into],
  },
};

/** The first member that would land outside of the folder it is unpacked to. */
export function unsafeMember(names: readonly string[]): string | undefined {
  return names.find(name => name.startsWith('/') || name.split(/[/\\]/).includes('..'));
}

function refused(archive: string, why: string): OpsError {
  return new OpsError('E_INSTALL_FAILED', `${archive.slice(archive.lastIndexOf('/') + 1)} ${why}`);
}

export interface ArchivesOptions {
  readonly runner: Runner;
  readonly env: Readonly<Record<string, string>>;
}

export function createArchives({runner, env}: ArchivesOptions): Archives {
  async function call(tool: Tool, args: readonly string[], signal: AbortSignal): Promise<RunResult> {
    signal.throwIfAborted();
    const result = await runner
      // Without the user's variables: TAR_OPTIONS and UNZIP change what these tools do.
      .run(tool.file, args, {
        signal,
        timeoutMs: UNPACK_TIMEOUT_MS,
        env: {PATH: env['PATH'] ?? '', LC_ALL: 'C'},
      })
      .catch((error: unknown) => {
        const missing = error instanceof OpsError && error.details['systemCode'] === 'ENOENT';
        throw missing
          ? new OpsError('E_INSTALL_FAILED', `${tool.file}, which unpacks it, is not there`, {cause: error})
          : error;
      });
    signal.throwIfAborted();
    return result;
  }

  return {
    async unpack(archive, format, {into, signal, members = []}) {
      const tool = TOOLS[format];
      const listed = await call(tool, tool.list(archive), signal);
      if (listed.exitCode !== 0) throw refused(archive, `is no ${format} archive that ${tool.file} can read`);
      const names = listed.stdout.split('\n').filter(Boolean);
      const unsafe = unsafeMember(names);
      if (unsafe !== undefined)
        throw refused(archive, `is refused: its member ${unsafe} would land outside of its folder`);
      const missing = members.find(member => !names.includes(member));
      if (missing !== undefined) throw refused(archive, `does not hold ${missing}`);
      const result = await call(tool, tool.extract(archive, into, members), signal);
      if (result.exitCode === 0) return;
      const why = maskCredentials(result.stderr.trim().split('\n')[0] ?? '');
      throw refused(
        archive,
        `cannot be unpacked: ${why || `${tool.file} ended with code ${result.exitCode}`}`,
      );
    },
  };
}
