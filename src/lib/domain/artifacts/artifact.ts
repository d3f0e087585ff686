import type {ConfigObject} from '../config/encode.js';
import type {ArtifactFormat} from '../spec/vocabulary.js';

/**
 * A file to write, before it is text: an object that becomes YAML, the context of a template, or text itself.
 * Template contexts are checked by the templates adapter, which owns their shapes.
 */
export type ArtifactBody =
  | {
      readonly kind: 'yaml';
      readonly value: ConfigObject | object;
      readonly comment: string;
      /** Short blocks of keys on one line. */
      readonly compact?: true;
    }
  | {readonly kind: 'template'; readonly template: ArtifactTemplate; readonly context: object}
  | {readonly kind: 'text'; readonly text: string};

export type ArtifactTemplate = 'Procfile' | 'etcd.env' | 'etcd.service' | 'docker-run.sh' | 'flags.sh';

export interface Artifact {
  /** Relative to the folder of the spec. */
  readonly path: string;
  /** A zone file is written whatever formats were asked for. */
  readonly format: ArtifactFormat | 'zone';
  /** Permission bits. */
  readonly mode: number;
  readonly body: ArtifactBody;
}

export const MADE_BY = 'Made by etcdops from etcdops.yaml; `etcdops render` writes it anew.';
