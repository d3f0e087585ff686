import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {SPEC_FILE} from '../../src/lib/domain/layout/layout.js';
import type {SpecNode} from '../../src/lib/domain/spec/schema.js';
import {loadSpec} from '../../src/lib/queries/load-spec.js';
import {renderArtifacts} from '../../src/lib/queries/render-artifacts.js';
import {FILE_MUTATORS} from '../../src/lib/workflows/runs/read-only.js';
import {createKiller} from '../fakes/crash.js';
import {brokenPairs, openKeys} from '../fakes/pki-world.js';
import {aStartWorld, startAgain, type StartWorld} from '../fakes/start-world.js';

type Adapters = StartWorld['context']['adapters'];

/** The same adapters, one of whose effects is the last. */
function dyingAt(adapters: Adapters, killer: ReturnType<typeof createKiller>): Adapters {
  return {
    ...adapters,
    files: killer.watch(adapters.files, FILE_MUTATORS),
    host: killer.watch(adapters.host, ['start', 'stop']),
  };
}

async function nodesIn({context, folder}: StartWorld): Promise<readonly SpecNode[]> {
  const {adapters} = context;
  return (await loadSpec({cwd: folder, files: adapters.files, yaml: adapters.yaml, specFlag: undefined})).spec
    .nodes;
}

/** Files that are not what the spec gives. */
async function stale({context, folder}: StartWorld): Promise<string[]> {
  const {adapters} = context;
  const {spec} = await loadSpec({
    cwd: folder,
    files: adapters.files,
    yaml: adapters.yaml,
    specFlag: undefined,
  });
  const files = await renderArtifacts(adapters, {spec, folder});
  return files
    .filter(({path, text}) => readFileSync(join(folder, path), 'utf8') !== text)
    .map(({path}) => path);
}

describe.each(['before', 'after'] as const)('start --add --detach killed %s an effect', moment => {
  it.each([
    ['gateway', 'none'],
    ['gateway', 'ca'],
    ['grpc-proxy', 'ca'],
    ['v2-proxy', 'none'],
  ] as const)(
    'of a %s, tls %s: the same line again ends with one new node that runs, whole files and pairs',
    async (role, tls) => {
      for (let at = 1; ; at++) {
        const world = await aStartWorld({tls, version: '3.5.35'});
        const {context, folder, host, warnings} = world;
        const killer = createKiller(at, moment);
        const dying = {...context, adapters: dyingAt(context.adapters, killer)};
        await startAgain({...world, context: dying}, {role}).catch(() => undefined);

        // Where it runs by now the line was done, and would mean one more.
        if (host.events.length === 0) await startAgain(world, {role});

        const nodes = await nodesIn(world);
        expect(nodes.slice(3).map(node => node.role)).toEqual([role]);
        expect(host.events).toEqual([`start ${nodes[3]!.name}`]);
        expect(await stale(world)).toEqual([]);
        expect(warnings.filter(text => text.includes('by hand'))).toEqual([]);
        expect(brokenPairs(folder)).toEqual([]);
        expect(openKeys(folder)).toEqual([]);
        expect(readFileSync(join(folder, SPEC_FILE), 'utf8')).not.toContain(`${role}1`);
        if (!killer.hasKilled()) {
          expect(at).toBeGreaterThan(3);
          return;
        }
      }
    },
    60_000,
  );
});
