import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {basename, join, relative} from 'node:path';

import {describe, expect, it} from 'vitest';

import {CAPABILITIES} from '../../../src/lib/domain/etcd-version/capabilities.js';
import {ERROR_CATALOG} from '../../../src/lib/errors/catalog.js';
import {REPO_DIR} from '../../helpers/cli.js';

interface ManifestCommand {
  readonly id: string;
  readonly hidden?: boolean;
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly flags: Readonly<
    Record<string, {readonly env?: string; readonly summary?: string; readonly description?: string}>
  >;
}

const GLOBAL_FLAG_VARIABLES = {
  spec: 'ETCDOPS_SPEC',
  'etcd-bin-dir': 'ETCDOPS_ETCD_BIN_DIR',
  timeout: 'ETCDOPS_TIMEOUT',
  verbose: 'ETCDOPS_VERBOSE',
} as const;

function readManifest(): ManifestCommand[] {
  const path = join(REPO_DIR, 'oclif.manifest.json');
  if (!existsSync(path)) throw new Error('oclif.manifest.json is missing: run `npm run build` first');
  const {commands} = JSON.parse(readFileSync(path, 'utf8')) as {commands: Record<string, ManifestCommand>};
  return Object.values(commands).filter(({hidden}) => hidden !== true);
}

/** Paths of files, relative to the repository. */
function filesBelow(path: string): string[] {
  const absolute = join(REPO_DIR, path);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return [path];
  return readdirSync(absolute).flatMap(name => filesBelow(join(path, name)));
}

const sources = filesBelow('src').map(path => ({path, text: readFileSync(join(REPO_DIR, path), 'utf8')}));

/** What of the names stands, as a whole word, in no source but the one that lists them. */
function unusedNames(names: readonly string[], list: string): string[] {
  const text = sources.filter(({path}) => path !== list).map(source => source.text);
  return names.filter(name => !text.some(source => new RegExp(`\\b${name}\\b`).test(source)));
}

const commands = readManifest();

describe('commands', () => {
  it('exist', () => {
    expect(commands.length).toBeGreaterThan(0);
  });

  it.each(commands.map(command => [command.id, command] as const))(
    '%s has a summary and an example',
    (_, command) => {
      expect(command.summary ?? '').toMatch(/^\S.{8,}/);
      expect(command.examples ?? []).not.toHaveLength(0);
    },
  );

  it.each(commands.map(command => [command.id, command] as const))(
    '%s describes every flag',
    (_, {flags}) => {
      const silent = Object.entries(flags).filter(
        ([, flag]) => (flag.summary ?? flag.description ?? '') === '',
      );

      expect(silent.map(([name]) => name)).toEqual([]);
    },
  );

  it.each(commands.map(command => [command.id, command] as const))(
    '%s takes variables for the global flags only',
    (_, {flags}) => {
      const variables = Object.entries(flags).flatMap(([name, {env}]) =>
        env === undefined ? [] : [[name, env]],
      );
      const allowed = Object.entries(GLOBAL_FLAG_VARIABLES).filter(([name]) => name in flags);

      expect(Object.fromEntries(variables)).toEqual(Object.fromEntries(allowed));
    },
  );
});

describe('tables', () => {
  it('have no error code that is never raised', () => {
    expect(unusedNames(Object.keys(ERROR_CATALOG), 'src/lib/errors/catalog.ts')).toEqual([]);
  });

  it('have no capability that nobody asks for', () => {
    expect(unusedNames(Object.keys(CAPABILITIES), 'src/lib/domain/etcd-version/capabilities.ts')).toEqual([]);
  });
});

describe('files', () => {
  const names = [
    ...filesBelow('src'),
    ...filesBelow('scripts'),
    ...filesBelow('test/unit'),
    ...filesBelow('test/helpers'),
  ];

  it('have names in kebab-case', () => {
    const isKebab = (name: string): boolean =>
      /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.d)?\.(?:ts|mjs|py|json)$/.test(name);

    expect(names.filter(path => !isKebab(basename(path)))).toEqual([]);
  });

  it('are not named after nothing', () => {
    const vague = /(?:^|[/-])(?:utils?|helpers?|common|misc|manager|lib)(?:[-.]|$)/;

    expect(sources.map(({path}) => relative('src/lib', path)).filter(path => vague.test(path))).toEqual([]);
  });

  it('name no path of the machine they were written on', () => {
    // In pieces, so that this file may be looked at as well.
    const local = new RegExp(['/wo' + 'rk/', '/ro' + 'ot/', '/Us' + 'ers/', '/home/' + '[a-z]+/'].join('|'));
    const folders = ['src', 'scripts', 'test', 'templates', 'docs', 'bench', '.ci', 'bin'];
    const top = readdirSync(REPO_DIR).filter(
      name => /\.(?:md|js|cjs|ts|json)$/.test(name) && name !== 'package-lock.json',
    );

    const found = [...folders.flatMap(filesBelow), ...top].filter(path =>
      local.test(readFileSync(join(REPO_DIR, path), 'utf8')),
    );

    expect(found).toEqual([]);
  });
});
