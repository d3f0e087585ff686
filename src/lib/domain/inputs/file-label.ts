/** Names that many files of a kind have: the folder tells more. */
const USUAL = /^(?:etcd|etcdctl|env|environment|docker|run|start|flags|docker-run)?$/;
/** Folders in which all services of a machine keep such files. */
const SHARED_FOLDERS: ReadonlySet<string> = new Set([
  '',
  'etc',
  'default',
  'sysconfig',
  'conf.d',
  'etcd',
  'tmp',
]);

/** `nodes/infra0/etcd.env` is called infra0, `infra0.env` too. */
export function labelOfFile(path: string): string {
  const [folder = '', file = ''] = `/${path}`.split('/').slice(-2);
  const stem = file.replace(/(?:\.conf)?\.[^.]*$/, '');
  if (!USUAL.test(stem) || SHARED_FOLDERS.has(folder)) return stem === '' ? file : stem;
  return folder;
}
