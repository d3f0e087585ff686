import type {InputReader} from './input.js';

/** A config file of etcd that stands alone: a start of `etcd` with nothing else. */
export const readConfig: InputReader = source => ({
  launches: [
    {
      label: labelOf(source.path),
      input: 'config',
      place: {file: source.file},
      argv: [],
      environment: [],
      config: source,
    },
  ],
  findings: [],
});

/** `nodes/infra0/etcd.yaml` is called infra0, `infra0.yml` too; etcd's own name decides where the file has one. */
function labelOf(path: string): string {
  const [folder = '', file = ''] = path.split('/').slice(-2);
  const stem = file.replace(/\.[^.]*$/, '');
  return /^etcd(?:\.conf)?$/.test(stem) && folder !== '' ? folder : stem;
}
