/** Folders in which nobody keeps a configuration of etcd. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.etcdops',
  '.cache',
  '.venv',
  'node_modules',
]);

/** Ends of names that none of the formats has: sources of programs, documents, pictures, archives, data of etcd. */
const FOREIGN_ENDINGS: ReadonlySet<string> = new Set(
  (
    'go rs py pyc rb js mjs cjs ts tsx java class c h cc cpp hpp cs php swift kt lua sql css html htm svg ' +
    'md rst adoc pdf doc docx odt tex png jpg jpeg gif webp ico woff woff2 ttf mp4 ' +
    'gz tgz bz2 xz zst zip tar rar 7z deb rpm jar whl iso img qcow2 ' +
    'so o a exe dll bin wasm map lock log db snap wal pem crt cer key csr p12 pub pid sock tmp swp'
  ).split(' '),
);

/** Whether a file in a folder may hold a configuration, going by its name. */
export function mayBeInput(name: string): boolean {
  const dot = name.lastIndexOf('.');
  if (name.endsWith('~')) return false;
  return dot <= 0 || !FOREIGN_ENDINGS.has(name.slice(dot + 1).toLowerCase());
}

/** Whether to go into a folder of a folder. Kubernetes keeps older versions of a mounted folder in `..2024_…`. */
export function mayHoldInputs(name: string): boolean {
  return !SKIPPED_FOLDERS.has(name) && !name.startsWith('..') && !/\.removed-/.test(name);
}

/** What etcd itself writes: `member/` with its log and snapshots, `proxy/` with the last cluster that it knew. */
export function isDataOfEtcd(folder: string, entries: readonly string[]): boolean {
  if (folder === 'member') return entries.includes('snap') || entries.includes('wal');
  return folder === 'proxy' && entries.includes('cluster');
}
