import {argumentsOf} from './argument-list.js';
import type {InputReader, Launch} from './input.js';
import type {SourceText} from './place.js';

/** A list of arguments is the config file of a gateway or gRPC proxy: etcd reads no other for them. */
function launchOf(source: SourceText): Pick<Launch, 'argv' | 'config'> {
  const given = argumentsOf(source);
  if (given === undefined) return {argv: [], config: source};
  return {argv: [{text: 'etcd', place: {file: source.file}}, ...given]};
}

/** A config file of etcd that stands alone: a start of `etcd` with nothing else. */
export const readConfig: InputReader = source => ({
  launches: [
    {
      label: labelOf(source.path),
      input: 'config',
      place: {file: source.file},
      environment: [],
      ...launchOf(source),
    },
  ],
  findings: [],
});

/** `nodes/infra0/etcd.yaml` is called infra0, `infra0.yml` too; etcd's own name decides where the file has one. */
function labelOf(path: string): string {
  const [folder = '', file = ''] = path.split('/').slice(-2);
  const stem = file.replace(/\.[^.]*$/, '');
  return /^(?:etcd(?:\.conf)?|command)$/.test(stem) && folder !== '' ? folder : stem;
}
