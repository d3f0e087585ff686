import {join} from 'node:path';

import {discoveryOf} from '../domain/discovery/method.js';
import {dataDirOf, livesInFolder, SCHEMA_FILE, SPEC_FILE} from '../domain/layout/layout.js';
import {PKI_DIR} from '../domain/pki/pki-layout.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import {artifactsToWrite, type PendingFile} from '../queries/render-artifacts.js';
import type {ClusterContext} from './cluster-run.js';
import type {NewPassphrase} from './pki/make-authorities.js';
import {newPki} from './pki/new-pki.js';

type Bootstrapper = ClusterContext['adapters'];

const SPEC_COMMENT = `yaml-language-server: $schema=${SCHEMA_FILE}
What the cluster should be. After a change: etcdops plan shows what follows from it, etcdops apply does it.`;

/** All files of the new cluster. */
export async function filesOf(
  adapters: Bootstrapper,
  {spec, folder}: {spec: ClusterSpec; folder: string},
  newPassphrase: NewPassphrase | undefined,
): Promise<PendingFile[]> {
  const [artifacts, pki, yaml, schema] = await Promise.all([
    artifactsToWrite(adapters, {spec, folder}),
    newPki(adapters, spec, newPassphrase),
    adapters.yaml(),
    adapters.files.readText(join(adapters.packageDir, 'schema', 'etcdops.schema.json')),
  ]);
  const specText = (): string => yaml.stringify(spec, {comment: SPEC_COMMENT, compact: true});
  return [
    {
      path: SPEC_FILE,
      text: specText,
      mode: discoveryOf(spec)?.client?.password === undefined ? 0o644 : 0o600,
    },
    ...(schema === undefined ? [] : [{path: SCHEMA_FILE, text: () => schema, mode: 0o644}]),
    ...artifacts,
    ...pki,
  ];
}

function isPki(path: string): boolean {
  return path.startsWith(`${PKI_DIR}/`);
}

/** Data of an earlier cluster counts as occupied too: etcd would take it up and ignore the new configuration. */
export function pathsInTheWay(spec: ClusterSpec, written: readonly string[]): string[] {
  const dataDirs = spec.nodes.filter(livesInFolder).map(dataDirOf);
  const others = written.filter(path => path !== SCHEMA_FILE && !isPki(path));
  // Certificates of another cluster count as one: ours would only be a part of them.
  const pki = spec.tls.mode === 'ca' ? [PKI_DIR] : [];
  return [...others, ...pki, ...dataDirs];
}
