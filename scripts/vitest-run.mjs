// Runs vitest and counts what it did.
import {chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {endLeftBehind} from './left-behind.mjs';
import {runShown} from './run-program.mjs';

/**
 * A test file that could not be loaded, or a hook that failed, has no failed test of its own, and an error outside of
 * any test has not even a file: each counts as one failure.
 */
function count(report, exitCode) {
  const assertions = report.testResults.flatMap(file => file.assertionResults);
  const ended = status => assertions.filter(assertion => assertion.status === status).length;
  const passed = ended('passed');
  const brokenFiles = report.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.every(({status}) => status !== 'failed'),
  );
  const failed = ended('failed') + brokenFiles.length;
  return {
    passed,
    failed: failed === 0 && exitCode !== 0 && assertions.length > 0 ? 1 : failed,
    skipped: assertions.length - passed - ended('failed'),
  };
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // vitest ended before it could write it.
    return undefined;
  }
}

/**
 * Runs the projects with the files and options given. Tests make their folders below one of this run, so that what
 * they leave running is found and ended; that is a failure. Resolves to `{passed, failed, skipped}`.
 */
export async function runVitest({projects, rest, env}) {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'etcdops-tests-')));
  // Some tests run etcdops as another user, who must get to the folders inside.
  chmodSync(dir, 0o755);
  const reportDir = mkdtempSync(join(tmpdir(), 'etcdops-report-'));
  const reportFile = join(reportDir, 'vitest.json');
  const args = [
    ...['node_modules/vitest/vitest.mjs', 'run', '--passWithNoTests'],
    ...projects.flatMap(project => ['--project', project]),
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
    ...rest,
  ];
  const forward = signal => child?.kill(signal);
  let child;
  process.on('SIGTERM', forward);
  // The terminal sends it to vitest too; this script stays for the clean-up.
  const stay = () => undefined;
  process.on('SIGINT', stay);
  try {
    const exitCode = await runShown(process.execPath, args, {
      env: {...env, TMPDIR: dir},
      onStart: started => (child = started),
    });
    const leftBehind = endLeftBehind(dir);
    for (const {pid, command} of leftBehind) console.error(`left running by a test: ${pid} ${command}`);
    const report = readReport(reportFile);
    if (report === undefined) {
      console.error(`vitest ended with exit code ${exitCode} and without a report`);
      return {passed: 0, failed: 1, skipped: 0};
    }
    const counted = count(report, exitCode);
    return {...counted, failed: counted.failed + (leftBehind.length > 0 ? 1 : 0)};
  } finally {
    process.off('SIGTERM', forward);
    process.off('SIGINT', stay);
    for (const path of [dir, reportDir]) rmSync(path, {recursive: true, force: true, maxRetries: 5});
  }
}
