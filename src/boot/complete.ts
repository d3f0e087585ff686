import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {createFiles} from '../lib/adapters/files/files.js';
import {loadYaml} from '../lib/adapters/yaml/yaml.js';
import type {Grammar, KnownCommand} from '../lib/domain/completion/grammar.js';
import {COMPLETION_SHELLS} from '../lib/domain/completion/shell-words.js';
import {completeLine} from '../lib/queries/complete-line.js';
import {candidatesView} from '../lib/views/candidates-view.js';

interface Manifest {
  readonly commands: Readonly<Record<string, KnownCommand>>;
}

interface PackageFile {
  readonly oclif: {readonly topics: Readonly<Record<string, {readonly description: string}>>};
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** What oclif knows of the commands, from the two files that it reads itself. */
function readGrammar(root: string): Grammar {
  const {commands} = readJson(join(root, 'oclif.manifest.json')) as Manifest;
  const {oclif} = readJson(join(root, 'package.json')) as PackageFile;
  return {
    commands: Object.values(commands),
    topics: Object.entries(oclif.topics).map(([name, {description}]) => ({name, description})),
  };
}

async function answer(argv: readonly string[], root: string): Promise<string> {
  const end = argv.indexOf('--');
  const shell = COMPLETION_SHELLS.find(name => argv.slice(0, end).includes(name)) ?? 'bash';
  const reader = {
    cwd: process.cwd(),
    files: createFiles(),
    yaml: loadYaml,
    specFlag: process.env['ETCDOPS_SPEC'],
  };
  const request = {shell, passed: argv.slice(end + 1), grammar: readGrammar(root)};
  return candidatesView(await completeLine(reader, request), {color: false, width: 0});
}

/**
 * `etcdops __complete --shell bash -- up inf`: prints what may stand at the cursor. It runs at every TAB, so it has a
 * bundle of its own: loading oclif alone takes longer than all of Node.
 */
export async function main(argv: string[], root: string): Promise<number> {
  process.stdout.on('error', () => undefined);
  try {
    process.stdout.write(`${await answer(argv, root)}\n`);
  } catch {
    // At a TAB there is nobody to tell, and nothing to complete is an answer.
  }
  return 0;
}
