import {join} from 'node:path';

import {cacheFile, readCode, writeCode} from './code-cache.js';
import {createParts} from './parts.js';

/** Set by the build to a digest of all parts. */
declare const __BUILD_ID__: string;

interface Bundle {
  main(argv: string[], root: string): Promise<number>;
}

/** Runs one command line; resolves to its exit code. `root` is the folder of the package, without a final slash. */
export async function boot(argv: string[], root: string): Promise<number> {
  // At every TAB: a bundle of its own, see complete.ts.
  const isCompletion = argv[0] === '__complete';
  const file = cacheFile(__BUILD_ID__, isCompletion ? 'complete' : (argv[0]?.replace(/^--/, '') ?? 'help'));
  const parts = createParts(join(root, 'dist'), readCode(file));
  const bundle = parts.load(isCompletion ? 'complete.cjs' : 'cli.cjs') as Bundle;
  const exitCode = await bundle.main(argv, `${root}/`);
  const code = parts.newCode();
  if (code !== undefined) writeCode(file, code);
  return exitCode;
}
