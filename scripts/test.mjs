// `npm test` and `npm run test:full`, from a clean clone too: needs nothing but Node at first.
//   --full          also the checks, the full matrix (test/full) and the package
//   --skip-passed   with --full: not the tests that `npm test` runs
// Everything else goes to vitest: `npm test -- test/unit/foo.test.ts -t name`. The last line is the count.
import {readdirSync} from 'node:fs';
import {homedir} from 'node:os';
import {isAbsolute, join} from 'node:path';

import {runChecks} from './check.mjs';
import {needsBuild, needsInstall} from './freshness.mjs';
import {checkPackage} from './package-check.mjs';
import {ROOT, runShown} from './run-program.mjs';
import {ensureTestTools} from './test-tools.mjs';
import {runVitest} from './vitest-run.mjs';

const ETCD_LINES = ['3.4', '3.5', '3.6', '3.7'];
const NORMAL_PROJECTS = ['unit', 'commands', 'workflows', 'golden', 'integration'];
const NEEDS_NO_ETCD = /^(?:\.\/)?test\/(?:unit|commands|workflows|golden)(?:\/|$)/;

const own = ['--full', '--skip-passed'];
const words = process.argv.slice(2);
const full = words.includes('--full');
const skipPassed = words.includes('--skip-passed');
const rest = words.filter(word => !own.includes(word));

const total = {passed: 0, failed: 0, skipped: 0};

function add({passed = 0, failed = 0, skipped = 0}) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

function fail(message) {
  console.error(`FAIL  ${message}`);
  add({failed: 1});
}

/** A step without which nothing else can work. */
async function mustRun(title, file, args) {
  console.log(`==> ${title}`);
  // `npm --silent test` would also silence what an `npm ci` has to say.
  if ((await runShown(file, args, {env: {...process.env, npm_config_loglevel: 'warn'}})) === 0) return true;
  fail(title);
  return false;
}

async function prepare() {
  if (needsInstall() && !(await mustRun('npm ci', 'npm', ['ci', '--no-audit', '--no-fund']))) return false;
  return !needsBuild() || mustRun('build', process.execPath, ['scripts/build.mjs']);
}

/** What tests inherit: nothing that configures etcd or etcdops. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^ETCD(?:CTL|OPS)?_/.test(name)));
}

/** The lines of etcd of which the cache of etcdops has no version. Whether one works is for the tests to tell. */
function missingLines() {
  const xdg = process.env.XDG_CACHE_HOME;
  const cache = join(
    xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'),
    'etcdops',
    'etcd',
  );
  const isThere = line => {
    try {
      return readdirSync(cache).some(
        version => version.startsWith(`${line}.`) && readdirSync(join(cache, version)).includes('etcdctl'),
      );
    } catch {
      // No cache yet.
      return false;
    }
  };
  return ETCD_LINES.filter(line => !isThere(line));
}

/** Real etcd of every line, and the other programs that integration tests run. Resolves to variables for the tests. */
async function prepareOutsideTools(env) {
  const missing = missingLines();
  if (missing.length > 0) {
    console.log(`==> etcd ${missing.join(', ')}: etcdops etcd install (builds take a minute or two)`);
    await runShown(process.execPath, ['bin/run.js', 'etcd', 'install', ...missing], {env});
    for (const line of missingLines()) fail(`etcd ${line} cannot be had`);
  }
  const tools = await ensureTestTools();
  for (const problem of tools.problems) fail(problem);
  return tools.env;
}

async function runTests() {
  const projects = [...(full && skipPassed ? [] : NORMAL_PROJECTS), ...(full ? ['full'] : [])];
  const paths = rest.filter(word => word.startsWith('test/') || word.startsWith('./test/'));
  const needsOutside = paths.length === 0 || !paths.every(path => NEEDS_NO_ETCD.test(path));
  const env = {...cleanEnvironment(), ETCDOPS_REQUIRE_ETCD: '1', ...(full ? {ETCDOPS_TEST_FULL: '1'} : {})};
  const toolEnv = needsOutside ? await prepareOutsideTools(env) : {};
  console.log(`==> tests: ${projects.join(', ')}`);
  add(await runVitest({projects, rest, env: {...env, ...toolEnv}}));
}

async function main() {
  const startedAt = performance.now();
  process.chdir(ROOT);
  if (await prepare()) {
    if (full && rest.length === 0) {
      console.log('==> checks');
      add(await runChecks({tests: false}));
      console.log('==> package');
      for (const {problem} of await checkPackage()) add(problem === undefined ? {passed: 1} : {failed: 1});
    }
    await runTests();
  }
  const nothingRan = total.passed + total.failed === 0;
  if (nothingRan) console.error('nothing ran');
  if (nothingRan || total.failed > 0) process.exitCode = 1;
  console.log(`==> done in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  // A line of its own: the last one has one form.
  if (total.skipped > 0) console.log(`==> ${total.skipped} skipped`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
}

await main();
