import {readFileSync} from 'node:fs';
import Module, {createRequire} from 'node:module';
import {basename, dirname, join} from 'node:path';
import {Script, constants} from 'node:vm';

/** Compiled code of the parts that a command loads, by their file names. */
export type Code = ReadonlyMap<string, Buffer>;

export interface Parts {
  /** The exports of a part, which is loaded with all that it requires. */
  load(filename: string): unknown;
  /**
   * What this run compiled, with what it was given: commands of one topic share a file. Undefined where that was
   * nothing new.
   */
  newCode(): Code | undefined;
}

/**
 * Loads the parts of the bundle with the code that an earlier run compiled. Node 20 has a compile cache neither for ES
 * modules nor of its own, and compiling is most of the start-up time.
 */
export function createParts(code: Code): Parts {
  const scripts = new Map<string, Script>();
  let isNew = false;

  function compile(filename: string): Script {
    const name = basename(filename);
    const cachedData = code.get(name);
    // The build leaves ASCII only, which latin1 reads without decoding.
    const script = new Script(Module.wrap(readFileSync(filename, 'latin1')), {
      filename,
      ...(cachedData === undefined ? {} : {cachedData}),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    scripts.set(name, script);
    isNew ||= cachedData === undefined || script.cachedDataRejected === true;
    return script;
  }

  function load(filename: string): unknown {
    const require = createRequire(filename);
    const known = require.cache[filename];
    if (known !== undefined) return known.exports;
    const module = new Module(filename);
    module.filename = filename;
    // oclif asks for the same file to find the commands, and must get this instance.
    require.cache[filename] = module;
    const folder = dirname(filename);
    const requirePart = (id: string): unknown => (id.startsWith('./') ? load(join(folder, id)) : require(id));
    const run = compile(filename).runInThisContext() as (...parts: unknown[]) => void;
    try {
      run.call(module.exports, module.exports, Object.assign(requirePart, require), module, filename, folder);
    } catch (error) {
      // Whoever asks again is to get the error, not half of the exports.
      delete require.cache[filename];
      throw error;
    }
    module.loaded = true;
    return module.exports;
  }

  return {
    load,
    newCode: () =>
      isNew
        ? new Map([
            ...code,
            ...[...scripts].map(([name, script]) => [name, script.createCachedData()] as const),
          ])
        : undefined,
  };
}
