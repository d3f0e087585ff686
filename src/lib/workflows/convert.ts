import {dirname, join, resolve} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {Lost, Note} from '../domain/convert/conversion.js';
import {etcdopsLine} from '../domain/text/etcdops-line.js';
import {OpsError} from '../errors/ops-error.js';
import {convertInputs, type ConvertRequest} from '../queries/convert-inputs.js';
import type {ConvertReader} from '../queries/read-convertible.js';
import type {RenderedFile} from '../queries/render-artifacts.js';
import {inParallel} from './in-parallel.js';

export interface ConvertInput extends Omit<ConvertRequest, 'folder'> {
  /** Folder to write into; without it the text is the result. */
  readonly out?: string | undefined;
  /** Overwrite what stands there. */
  readonly force: boolean;
  readonly dryRun: boolean;
  /** The text of every file can be part of the result: it need not be one. */
  readonly takesAll: boolean;
}

export interface ConvertedFile {
  /** Relative to the folder. */
  readonly path: string;
  /** Where nothing was written. */
  readonly text?: string;
}

export interface ConvertResult {
  readonly files: readonly ConvertedFile[];
  readonly lost: readonly Lost[];
  readonly notes: readonly Note[];
  /** Where the files are, or would be; absolute. */
  readonly dir?: string;
  readonly written: boolean;
}

type Converter = ConvertReader & Pick<Adapters, 'files' | 'templates'>;

const SHOWN = 8;

function shownPaths(paths: readonly string[]): string {
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
  return `${paths.slice(0, SHOWN).join(', ')}${more}`;
}

/** Standard output takes one file. */
function assertOneFile(files: readonly RenderedFile[], {takesAll, paths, target}: ConvertInput): void {
  if (files.length === 1 || takesAll) return;
  if (files.length === 0) {
    throw new OpsError('E_CANNOT_CONVERT', `nothing of this has a form --to ${target}`, {
      hints: ['gateways and gRPC proxies are told all by flags: --to flags'],
    });
  }
  throw new OpsError(
    'E_USAGE',
    `${files.length} files come of it, and standard output takes one: ${shownPaths(files.map(({path}) => path))}`,
    {
      hints: [
        etcdopsLine('convert', ...paths, '--to', target, '--out', 'DIR'),
        'or choose one node: --node NAME',
      ],
    },
  );
}

/** The files whose place is taken by something else. */
async function occupied(
  {files}: Pick<Adapters, 'files'>,
  dir: string,
  rendered: readonly RenderedFile[],
): Promise<RenderedFile[]> {
  if ((await files.exists(dir)) && !(await files.isDirectory(dir))) {
    throw new OpsError('E_DIR_UNUSABLE', `${dir} is not a folder`, {
      hints: ['choose another one: --out DIR'],
    });
  }
  const isTaken = await Promise.all(
    rendered.map(async ({path, text}) => {
      const at = join(dir, path);
      if (!(await files.exists(at))) return false;
      if (await files.isDirectory(at)) return true;
      return (await files.readText(at)) !== text;
    }),
  );
  return rendered.filter((_, index) => isTaken[index]);
}

async function write(
  {files}: Pick<Adapters, 'files'>,
  dir: string,
  rendered: readonly RenderedFile[],
): Promise<void> {
  for (const folder of new Set(rendered.map(({path}) => dirname(join(dir, path)))))
    await files.ensureDir(folder);
  await inParallel(rendered, ({path, text, mode}) => files.writeAtomic(join(dir, path), text, {mode}));
}

/** Converts what the inputs describe; with a folder it writes the files there, and overwrites nothing unasked. */
export async function convert(adapters: Converter, input: ConvertInput): Promise<ConvertResult> {
  if (input.paths.length === 0) {
    throw new OpsError('E_USAGE', 'no PATH: which files or folders are to be converted?', {
      hints: [
        `etcdops convert etcd.yaml --to ${input.target}`,
        'or from standard input: etcdops convert - --to …',
      ],
    });
  }
  const dir = resolve(adapters.cwd, input.out ?? '.');
  const {files, lost, notes} = await convertInputs(adapters, {...input, folder: dir});
  if (input.out === undefined) {
    assertOneFile(files, input);
    return {files: files.map(({path, text}) => ({path, text})), lost, notes, written: false};
  }
  const inTheWay = await occupied(adapters, dir, files);
  if (inTheWay.length > 0 && !input.force) {
    const names = shownPaths(inTheWay.map(({path}) => path));
    throw new OpsError(
      'E_DIR_OCCUPIED',
      `${dir} already holds other texts of ${names}; nothing was written`,
      {
        hints: ['choose another folder: --out DIR', 'or overwrite them: --force'],
      },
    );
  }
  if (!input.dryRun) await write(adapters, dir, files);
  return {files: files.map(({path}) => ({path})), lost, notes, dir, written: !input.dryRun};
}
