import {chmodSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {SPEC_FILE} from '../../src/lib/domain/layout/layout.js';
import {loadSpec} from '../../src/lib/queries/load-spec.js';
import {refusalOf} from '../fakes/refusal.js';
import {aMember, aProxy, members} from '../fakes/spec.js';
import {aStartWorld, startAgain, type StartWorld} from '../fakes/start-world.js';

function specText({folder}: StartWorld): string {
  return readFileSync(join(folder, SPEC_FILE), 'utf8');
}

async function nodesIn({context, folder}: StartWorld) {
  const {files, yaml} = context.adapters;
  return (await loadSpec({cwd: folder, files, yaml, specFlag: undefined})).spec.nodes;
}

/** The world of a spec whose text somebody has written. */
async function withText(world: StartWorld, change: (text: string) => string): Promise<StartWorld> {
  writeFileSync(join(world.folder, SPEC_FILE), change(specText(world)));
  return world;
}

describe('start --add: refused before anything is written', () => {
  it.each([
    ['a name', {name: '../../x'}, 'E_USAGE', /--name: .*\.\.\/\.\.\/x/],
    ['a line break', {given: {'discovery-srv-name': 'a\nb'}}, 'E_USAGE', /discovery-srv-name: .*control/],
    ['an empty value', {given: {'trusted-ca-file': ''}}, 'E_USAGE', /trusted-ca-file: .*empty/],
    ['the address of a member', {given: {'listen-addr': '127.0.0.1:2379'}}, 'E_USAGE', /2379/],
  ] as const)('%s', async (_, line, code, message) => {
    const world = await aStartWorld();
    const before = specText(world);

    const refusal = await refusalOf(startAgain(world, line));

    expect(refusal).toMatchObject({code, message: expect.stringMatching(message) as string});
    expect(refusal.hints.length).toBeGreaterThan(0);
    expect(specText(world)).toBe(before);
    expect(world.host.events).toEqual([]);
  });

  it('a port that something else has', async () => {
    const world = await aStartWorld();
    const before = specText(world);
    world.host.takenPorts.add(2409);

    expect(await refusalOf(startAgain(world))).toMatchObject({code: 'E_PORT_IN_USE'});
    expect(specText(world)).toBe(before);
  });

  it('another machine', async () => {
    const world = await aStartWorld({nodes: [aMember(0, {host: '10.0.0.1'})]});
    const before = specText(world);

    expect(await refusalOf(startAgain(world, {host: '10.9.9.9'}))).toMatchObject({code: 'E_REMOTE_NODE'});
    expect(specText(world)).toBe(before);
  });

  it('a CA without its key', async () => {
    const world = await aStartWorld({tls: 'ca'});
    const before = specText(world);
    renameSync(join(world.folder, 'pki/ca.key'), join(world.folder, 'ca.key'));

    expect(await refusalOf(startAgain(world, {role: 'grpc-proxy'}))).toMatchObject({code: 'E_CA_MISSING'});
    expect(specText(world)).toBe(before);

    renameSync(join(world.folder, 'ca.key'), join(world.folder, 'pki/ca.key'));
    await startAgain(world, {role: 'grpc-proxy'});
    expect((await nodesIn(world)).map(({name}) => name).slice(3)).toEqual(['grpc-proxy0']);
  });

  it('an interrupt during the checks ends it before the spec is written', async () => {
    const world = await aStartWorld();
    const before = specText(world);
    const {adapters} = world.context;
    const probeWire = async (): Promise<'plain'> => {
      world.interrupt.abort(new Error('interrupted'));
      return 'plain';
    };
    const context = {...world.context, adapters: {...adapters, probeWire}};

    await expect(startAgain({context})).rejects.toThrow('interrupted');

    expect(specText(world)).toBe(before);
  });
});

describe('start: which node is meant', () => {
  it('the one that the same line made and that does not run; one more where it runs', async () => {
    const world = await aStartWorld();
    await startAgain(world, {}, {detach: false});
    await startAgain(world, {}, {detach: false});
    expect((await nodesIn(world)).map(({name}) => name).slice(3)).toEqual(['gateway0']);

    await startAgain(world);
    await startAgain(world);
    await startAgain(world, {given: {'retry-delay': '5s'}});

    expect((await nodesIn(world)).map(({name}) => name).slice(3)).toEqual([
      'gateway0',
      'gateway1',
      'gateway2',
    ]);
    expect(world.host.events).toEqual(['start gateway0', 'start gateway1', 'start gateway2']);
  });

  it('the one at the place of the flag, also where it runs', async () => {
    const world = await aStartWorld();
    const line = {given: {'listen-addr': '127.0.0.1:12379'}};
    await startAgain(world, line);

    const {run} = await startAgain(world, line);

    expect(run?.outcome).toBe('nothing-to-do');
    expect(await nodesIn(world)).toHaveLength(4);
  });

  it('a node that another run has added since the spec was read is not overwritten', async () => {
    const world = await aStartWorld();
    await withText(
      world,
      text => `${text}  - {name: gateway0, role: gateway, host: 127.0.0.1, ports: {client: 7}}\n`,
    );

    await startAgain(world, {given: {'retry-delay': '5s'}});

    expect((await nodesIn(world)).slice(3)).toMatchObject([
      {name: 'gateway0', ports: {client: 7}},
      {name: 'gateway1', settings: {'retry-delay': '5s'}},
    ]);
  });
});

describe('start: a known node', () => {
  const known = {nodes: [...members(3), aProxy('gateway')]};
  const change = {name: 'gateway0', given: {'retry-delay': '5s'}};

  it('--detach without --add refuses flags that the spec does not have', async () => {
    const world = await aStartWorld(known);

    expect(await refusalOf(startAgain(world, change, {add: false}))).toMatchObject({
      code: 'E_USAGE',
      hints: expect.arrayContaining([expect.stringMatching(/^add --add/)]) as string[],
    });
    expect((await startAgain(world, {name: 'gateway0'}, {add: false})).run?.outcome).toBe('done');
  });

  it.each([
    ['gateway', change],
    ['v2-proxy', {role: 'v2-proxy', name: 'proxy0', given: {proxy: 'readonly'}}],
  ] as const)(
    '--add on a running %s writes the spec and its file, and says that it needs a restart',
    async (role, line) => {
      const world = await aStartWorld({nodes: [...members(3), aProxy(role)], version: '3.5.35'});
      await startAgain(world, {role, name: line.name}, {add: false});

      for (const dryRun of [true, false])
        expect(await startAgain(world, line, {dryRun})).toHaveProperty('needsRestart', true);
      expect(specText(world)).toMatch(role === 'gateway' ? /retry-delay: 5s/ : /mode: readonly/);
      const file = role === 'gateway' ? 'Procfile' : 'nodes/proxy0/etcd.yaml';
      expect(readFileSync(join(world.folder, file), 'utf8')).toMatch(/retry-delay=5s|proxy: readonly/);
    },
  );

  it('keeps comments in it, and the mode of the file', async () => {
    const world = await aStartWorld();
    await withText(
      world,
      text =>
        `${text}  # the way in\n  - name: gateway0 # of the shop\n    role: gateway\n    host: 127.0.0.1\n    ports: {client: 7} # low\n    settings:\n      retry-delay: 1s # fast\n`,
    );
    chmodSync(join(world.folder, SPEC_FILE), 0o600);

    await startAgain(world, change);

    const text = specText(world);
    for (const word of ['# the way in', '# of the shop', '# low', 'retry-delay: 5s # fast'])
      expect(text).toContain(word);
    expect(statSync(join(world.folder, SPEC_FILE)).mode & 0o777).toBe(0o600);
  });

  it('refuses to change a value that another node refers to', async () => {
    const world = await aStartWorld();
    const node = (index: number, settings: string): string =>
      `  - {name: gateway${index}, role: gateway, host: 127.0.0.1, ports: {client: ${index + 7}}, settings: ${settings}}\n`;
    await withText(world, text => `${text}${node(0, '&s {retry-delay: 1s}')}${node(1, '*s')}`);
    const before = specText(world);

    for (const name of ['gateway0', 'gateway1'])
      expect(await refusalOf(startAgain(world, {...change, name}))).toMatchObject({
        code: 'E_USAGE',
        message: expect.stringContaining('references') as string,
      });
    expect(specText(world)).toBe(before);
  });

  it('names up where the start fails once the spec is written', async () => {
    const world = await aStartWorld();
    world.host.doomed.set('gateway0', '{"level":"fatal","msg":"no"}');

    const {hints} = await refusalOf(startAgain(world));

    expect(hints.at(-1)).toBe('etcdops up gateway0');
  });
});

describe('start --add: what it says', () => {
  it('--dry-run shows the change and the plan, and writes nothing', async () => {
    const world = await aStartWorld({tls: 'ca'});

    const {specDiff, run} = await startAgain(
      {
        context: {
          ...world.context,
          adapters: {...world.context.adapters, files: world.readOnly.adapters.files},
        },
      },
      {},
      {dryRun: true},
    );

    expect(specDiff).toMatch(/^\+ .*gateway0/m);
    expect(run).toMatchObject({outcome: 'planned', steps: [{id: 'start-etcd:gateway0', outcome: 'todo'}]});
    expect(world.host.events).toEqual([]);
  });

  it.each([
    ['members get enable-v2', {}, /enable-v2\) with their next restart.*v2store/],
    ['members that have it turned off', {settings: {'enable-v2': false}}, /v2 API is off/],
  ] as const)('a first v2 proxy: %s', async (_, spec, words) => {
    const world = await aStartWorld({...spec, version: '3.5.35'});

    await startAgain(world, {role: 'v2-proxy'});

    expect(world.warnings.join('\n')).toMatch(words);
  });

  it('leaves a file that is as it will be, and config files of formats that nobody asked for', async () => {
    const world = await aStartWorld({formats: ['flags'], version: '3.5.35'});

    await startAgain(world, {role: 'v2-proxy'}, {detach: false});

    expect(world.warnings.filter(text => text.includes('by hand'))).toEqual([]);
    expect(() => readFileSync(join(world.folder, 'nodes/infra0/etcd.yaml'))).toThrow('ENOENT');
  });
});
