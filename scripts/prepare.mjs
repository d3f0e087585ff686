// `prepare` of npm, which runs it behind `npm ci` in a clone, before `npm pack`, and where somebody installs etcdops
// from git, as pre-commit does: builds what is missing.
import {needsBuild, needsInstall} from './freshness.mjs';
import {runShown} from './run-program.mjs';

/**
 * From git, `npm install --global` first brings the packages to build with into its clone, but hands its own
 * `--global` on to that step, so that they go elsewhere.
 */
function localEnvironment() {
  const ofCaller = new Set(['npm_config_global', 'npm_config_location']);
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !ofCaller.has(name.toLowerCase())),
  );
}

/** Without scripts: this one is running. */
const INSTALL = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];

let exitCode = 0;
if (needsInstall()) exitCode = await runShown('npm', INSTALL, {env: localEnvironment()});
if (exitCode === 0 && needsBuild()) exitCode = await runShown(process.execPath, ['scripts/build.mjs']);
process.exitCode = exitCode;
