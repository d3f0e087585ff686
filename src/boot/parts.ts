import {readFileSync} from 'node:fs';
import Module, {createRequire} from 'node:module';
import {join} from 'node:path';
import {Script, constants} from 'node:vm';

/** Compiled code of the parts that a command loads, by their file names. */
export type Code = ReadonlyMap<string, Buffer>;

export interface Parts {
  /** The exports of the part with this file name, which is loaded with all that it requires. */
  load(name: string): unknown;
  /**
   * What this run compiled, with what it was given: commands of one topic share a file. Undefined where that was
   * nothing new.
   */
  newCode(): Code | undefined;
}

/**
 * Loads the parts of the bundle with the code that an earlier run compiled. Node 20 has a compile cache neither for ES
 * modules nor of its own, and compiling is most of the start-up time.
 * @param folder absolute path of the folder in which all parts lie
 */
export function createParts(folder: string, code: Code): Parts {
  const require = createRequire(join(folder, 'cli.cjs'));
  const requirePart = Object.assign(
    (id: string): unknown => (id.startsWith('./') ? load(id.slice(2)) : require(id)),
    require,
  );
  const scripts = new Map<string, Script>();
  let isNew = false;

  function compile(name: string, filename: string): Script {
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

  function load(name: string): unknown {
    const filename = join(folder, name);
    const known = require.cache[filename];
    if (known !== undefined) return known.exports;
    const module = new Module(filename);
    module.filename = filename;
    // oclif asks for the same file to find the commands, and must get this instance.
    require.cache[filename] = module;
    const run = compile(name, filename).runInThisContext() as (...parts: unknown[]) => void;
    try {
      run.call(module.exports, module.exports, requirePart, module, filename, folder);
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
