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

/** Ends of names of programs in other languages, and of documents, which quote configurations. */
const SOURCES_AND_DOCUMENTS: ReadonlySet<string> = new Set(
  (
    'go rs py pyc rb pl js mjs cjs ts tsx java class c h cc cpp hpp cs php swift kt lua sql css html htm svg ' +
    'md rst adoc pdf doc docx odt tex mk tf j2 jinja jinja2 tmpl tpl gotmpl erb hbs mustache ejs'
  ).split(' '),
);
/** Names without an end that say as much. */
const OTHER_LANGUAGES =
  /^(?:(?:gnu)?makefile|dockerfile|containerfile|vagrantfile|jenkinsfile|rakefile|readme|changelog|license)\b/i;

/** Ends of names of pictures, archives, keys and data. */
const NO_TEXTS: ReadonlySet<string> = new Set(
  (
    'png jpg jpeg gif webp ico woff woff2 ttf mp4 gz tgz bz2 xz lz4 zst zip tar rar 7z deb rpm jar whl iso img qcow2 ' +
    'so o a exe dll bin wasm map lock log db snap wal pem crt cer key csr p12 pub pid sock tmp swp'
  ).split(' '),
);

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Whether a name is that of a program, template or document: what it says of etcd is not what runs. */
export function isSourceOrDocument(name: string): boolean {
  return SOURCES_AND_DOCUMENTS.has(endingOf(name)) || OTHER_LANGUAGES.test(name);
}

/** Whether a file in a folder may hold a configuration, going by its name. */
export function mayBeInput(name: string): boolean {
  return !name.endsWith('~') && !isSourceOrDocument(name) && !NO_TEXTS.has(endingOf(name));
}

/** Whether to go into a folder of a folder. Kubernetes keeps older versions of a mounted folder in `..2024_…`. */
export function mayHoldInputs(name: string): boolean {
  return !SKIPPED_FOLDERS.has(name) && !name.startsWith('..') && !/\.removed-/.test(name);
}

/** What etcd itself writes: `member/` with its log and snapshots, `proxy/` with the last cluster that it knew. */
export function isDataOfEtcd(folder: string, entries: readonly {readonly name: string}[]): boolean {
  const has = (wanted: string): boolean => entries.some(({name}) => name === wanted);
  if (folder === 'member') return has('snap') || has('wal');
  return folder === 'proxy' && has('cluster');
}
