// What npm would publish: the right files, a command that runs without any dependency, and publint's opinion.
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {isMain, ROOT, runOrThrow} from './run-program.mjs';

const REQUIRED = [
  'package.json',
  'bin/package.json',
  'bin/run.js',
  'dist/boot.cjs',
  'dist/cli.cjs',
  'oclif.manifest.json',
  'schema/etcdops.schema.json',
  'templates/Procfile.hbs',
  'THIRD-PARTY-NOTICES.txt',
  'README.md',
  'LICENSE',
];
const ALLOWED =
  /^(?:package\.json|bin\/(?:run\.js|package\.json)|oclif\.manifest\.json|(?:dist|templates|schema)\/.*|[A-Z-]+(?:\.md|\.txt)?)$/;

async function pack(dir) {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', dir];
  const {stdout} = await runOrThrow('npm', args);
  const [{filename, files}] = JSON.parse(stdout);
  return {tarball: join(dir, filename), paths: files.map(({path}) => path)};
}

function checkContents(paths) {
  const missing = REQUIRED.filter(path => !paths.includes(path));
  const unwanted = paths.filter(path => !ALLOWED.test(path));
  if (missing.length > 0) throw new Error(`the package lacks ${missing.join(', ')}`);
  if (unwanted.length > 0) throw new Error(`the package should not have ${unwanted.join(', ')}`);
}

async function checkRuns({dir, tarball}) {
  await runOrThrow('tar', ['-xzf', tarball, '-C', dir]);
  const {version} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const env = {PATH: process.env.PATH, HOME: dir};
  const run = (...args) =>
    runOrThrow(process.execPath, [join(dir, 'package/bin/run.js'), ...args], {cwd: dir, env});
  const shown = await run('--version');
  if (!shown.stdout.includes(version))
    throw new Error(`--version says ${shown.stdout.trim()}, not ${version}`);
  await run('--help');
  await run('bootstrap', 'static', '--help');
}

/** Resolves to one `{name, problem}` for each check; `problem` is undefined where it passed. */
export async function checkPackage() {
  const dir = mkdtempSync(join(tmpdir(), 'etcdops-pack-'));
  const results = [];
  const check = async (name, act) => {
    const problem = await act().then(
      () => undefined,
      error => error.message,
    );
    results.push({name, problem});
    console.log(
      `${problem === undefined ? 'pass' : 'FAIL'}  ${name}${problem === undefined ? '' : `: ${problem}`}`,
    );
  };
  let packed;
  try {
    await check('package', async () => {
      packed = await pack(dir);
      checkContents(packed.paths);
    });
    await check('packed command', () => checkRuns({dir, tarball: packed.tarball}));
    await check('publint', () =>
      runOrThrow(process.execPath, ['node_modules/publint/src/cli.js', 'run', packed.tarball, '--strict']),
    );
  } finally {
    rmSync(dir, {recursive: true, force: true});
  }
  return results;
}

if (isMain(import.meta.url)) {
  const results = await checkPackage();
  if (results.some(({problem}) => problem !== undefined)) process.exitCode = 1;
}
