import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {withNode} from '../../src/lib/domain/spec/node-edits.js';
import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import {changeSpec} from '../../src/lib/domain/spec/spec-change.js';
import {loadSpec, type LoadedSpec} from '../../src/lib/queries/load-spec.js';
import {editSpec} from '../../src/lib/workflows/edit-spec.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {aJoiner, aMember, aSpec} from '../fakes/spec.js';

const HEAD = `schemaVersion: 1
cluster: demo
token: demo-7f3c91
etcd: {version: 3.7.3}
bootstrap: {method: static}
tls: {mode: none}
`;
const [FIRST, SECOND] = [aMember(0), aMember(1)];

/** A spec that somebody wrote, read. */
async function written(nodes: string): Promise<{adapters: World['context']['adapters']; loaded: LoadedSpec}> {
  const {context, folder} = await aWorld(aSpec());
  const {cwd, files, yaml} = context.adapters;
  writeFileSync(join(folder, 'etcdops.yaml'), `${HEAD}${nodes}`);
  return {
    adapters: context.adapters,
    loaded: await loadSpec({cwd, files, yaml, specFlag: undefined}),
  };
}

const flow = (value: object): string =>
  JSON.stringify(value)
    .replaceAll('"', '')
    .replaceAll(/([:,])/g, '$1 ');

describe('editSpec', () => {
  it('changes what differs, and no comment beside it', async () => {
    const {adapters, loaded} = await written(`nodes:
  # the old one
  - ${flow(FIRST)}
  # its data comes first
  - name: infra1
    role: member
    host: 127.0.0.1
    ports: {client: 2389, peer: 2390, metrics: 2391}
    initialClusterState: existing
    learner: true # for now
  # to go
  - ${flow(aJoiner(2))}
`);
    const after = changeSpec(loaded.spec, [{put: aJoiner(1)}, {drop: 'infra2'}]);

    const {text, checked} = await editSpec(adapters, loaded, {after, what: 'infra1'});

    expect(checked.spec).toEqual(after);
    expect(text).toBe(`${HEAD}nodes:
  # the old one
  - ${flow(FIRST)}
  # its data comes first
  - name: infra1
    role: member
    host: 127.0.0.1
    ports: {client: 2389, peer: 2390, metrics: 2391}
    initialClusterState: existing
`);
    expect(readFileSync(loaded.path, 'utf8')).not.toBe(text);
  });

  it.each<[what: string, nodes: string, change: (spec: ClusterSpec) => ClusterSpec]>([
    [
      'a node goes that another one refers to',
      `nodes:\n  - ${flow(FIRST).replace('ports: {', 'ports: &p {')}\n  - {name: infra1, role: member, host: 127.0.0.2, ports: *p}\n`,
      spec => changeSpec(spec, [{drop: 'infra0'}]),
    ],
    [
      'a key goes that is drawn in from elsewhere',
      `nodes:\n  - ${flow(FIRST)}\n  - {<<: {learner: true, initialClusterState: existing}, ${flow(SECOND).slice(1)}\n`,
      spec => withNode(spec, SECOND),
    ],
    [
      'a value changes that others share',
      `nodes:\n  - ${flow(FIRST).replace('ports: {', 'ports: &p {')}\n  - {name: infra1, role: member, host: 127.0.0.2, ports: *p}\n`,
      spec => withNode(spec, {...FIRST, ports: {...FIRST.ports, client: 9999}}),
    ],
  ])('refuses where %s', async (_, nodes, change) => {
    const {adapters, loaded} = await written(nodes);

    await expect(
      editSpec(adapters, loaded, {after: change(loaded.spec), what: 'infra0'}),
    ).rejects.toMatchObject({
      code: 'E_USAGE',
      message: 'etcdops.yaml: infra0 has references (*name) in it, or is referred to',
    });
  });
});
