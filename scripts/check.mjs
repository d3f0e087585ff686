// `npm run check`: everything that needs no real etcd, in under a minute. `--no-tests` leaves vitest out.
import {existsSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';

import {needsBuild} from './freshness.mjs';
import {isMain, ROOT, runQuietly} from './run-program.mjs';

const CACHE = 'node_modules/.cache/etcdops-checks';

/** The slow ones first, so that the short ones fill the gaps. */
const CHECKS = [
  {
    name: 'eslint',
    args: ['node_modules/eslint/bin/eslint.js', '.', '--cache', '--cache-location', `${CACHE}/eslint`],
  },
  {
    name: 'tests',
    args: [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...['unit', 'commands', 'workflows', 'golden'].flatMap(project => ['--project', project]),
    ],
  },
  {
    name: 'types',
    args: [
      'node_modules/typescript/bin/tsc',
      '--noEmit',
      '--incremental',
      '--tsBuildInfoFile',
      `${CACHE}/tsbuildinfo`,
    ],
  },
  {name: 'layers', args: ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'src']},
  {name: 'generated docs', args: ['scripts/docs.mjs', '--check']},
  {name: 'unused code', args: ['node_modules/knip/bin/knip.js']},
  {
    name: 'format',
    args: [
      'node_modules/prettier/bin/prettier.cjs',
      ...['--check', '.', '--log-level', 'warn', '--cache', '--cache-location', `${CACHE}/prettier`],
    ],
  },
];

function report(name, {exitCode, durationMs}) {
  console.log(
    `${exitCode === 0 ? 'pass' : 'FAIL'}  ${name.padEnd(12)} ${(durationMs / 1000).toFixed(1).padStart(5)} s`,
  );
}

async function build() {
  if (!needsBuild()) return [];
  const result = {name: 'build', ...(await runQuietly(process.execPath, ['scripts/build.mjs']))};
  report(result.name, result);
  return [result];
}

/**
 * Runs the checks, as many at a time as the machine has processors, and prints one line for each.
 * Resolves to `{passed, failed}`.
 */
export async function runChecks({tests}) {
  const results = await build();
  const queue = CHECKS.filter(({name}) => tests || name !== 'tests');
  const env = {...process.env, NO_UPDATE_NOTIFIER: '1'};
  async function worker() {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      const result = {name: check.name, ...(await runQuietly(process.execPath, check.args, {env}))};
      report(check.name, result);
      results.push(result);
    }
  }
  await Promise.all(Array.from({length: Math.max(2, availableParallelism())}, worker));
  const failed = results.filter(({exitCode}) => exitCode !== 0);
  for (const {name, output} of failed) console.log(`\n--- ${name}\n${output.trim()}`);
  return {passed: results.length - failed.length, failed: failed.length};
}

if (isMain(import.meta.url)) {
  if (!existsSync(join(ROOT, 'node_modules'))) {
    console.error('node_modules is missing: run `npm ci` first (`npm test` does)');
    process.exitCode = 1;
  } else {
    const {failed} = await runChecks({tests: !process.argv.includes('--no-tests')});
    if (failed > 0) process.exitCode = 1;
  }
}
