import {readFileSync} from 'node:fs';
import Module, {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {Script, constants} from 'node:vm';

import {cacheFile, readCode, writeCode} from './code-cache.js';

/** Set by the build to a digest of the bundle. */
declare const __BUILD_ID__: string;

interface Bundle {
  main(argv: string[], root: string): Promise<number>;
}

interface LoadedBundle {
  readonly bundle: Bundle;
  /** Keeps the code that this run compiled. */
  readonly keep: () => void;
}

/**
 * Loads the bundle with the code that an earlier run compiled. Node 20 has a compile cache neither for ES modules nor
 * of its own, and compiling is most of the start-up time.
 */
function loadBundle(filename: string, file: string): LoadedBundle {
  const cachedData = readCode(file);
  // The build leaves ASCII only, which latin1 reads without decoding 2 MB.
  const script = new Script(Module.wrap(readFileSync(filename, 'latin1')), {
    filename,
    ...(cachedData === undefined ? {} : {cachedData}),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = new Module(filename);
  module.filename = filename;
  // oclif asks for the same file to find the commands, and must get this instance.
  const require = createRequire(filename);
  require.cache[filename] = module;
  const run = script.runInThisContext() as (...parts: unknown[]) => void;
  run.call(module.exports, module.exports, require, module, filename, dirname(filename));
  return {
    bundle: module.exports as Bundle,
    keep: () => {
      if (cachedData === undefined || script.cachedDataRejected === true)
        writeCode(file, script.createCachedData());
    },
  };
}

/** Runs one command line; resolves to its exit code. `root` is the folder of the package, without a final slash. */
export async function boot(argv: string[], root: string): Promise<number> {
  // At every TAB: a bundle of its own, see complete.ts.
  const isCompletion = argv[0] === '__complete';
  const file = cacheFile(__BUILD_ID__, isCompletion ? 'complete' : (argv[0]?.replace(/^--/, '') ?? 'help'));
  const {bundle, keep} = loadBundle(join(root, 'dist', isCompletion ? 'complete.cjs' : 'cli.cjs'), file);
  const exitCode = await bundle.main(argv, `${root}/`);
  keep();
  return exitCode;
}
