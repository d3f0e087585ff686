import {Command} from '@oclif/core/command';

import {EXIT} from '../errors/catalog.js';
import type {View} from '../views/view.js';
import {toErrorObject, toOpsError} from './errors.js';
import {globalFlags} from './flags.js';
import {jsonRequested, writeJson, writeText} from './output.js';
import type {Services} from './services.js';
import {createServices} from './services.js';
import {terminalColumns} from './terminal-columns.js';

/** What the global flags say, whichever command they stand on. */
export interface GlobalFlags {
  readonly spec?: string | undefined;
  'etcd-bin-dir'?: string | undefined;
  readonly timeout?: number | undefined;
  readonly verbose?: boolean;
}

/**
 * What every command of etcdops shares: the global flags, the services, one way to show a result (text through a
 * view, or JSON with `schemaVersion`) and one way to fail.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = globalFlags;

  private cached: Services | undefined;

  /** The adapters, made once, for the flags of this run. */
  protected services(flags: GlobalFlags): Services {
    this.cached ??= createServices({
      spec: flags.spec,
      etcdBinDir: flags['etcd-bin-dir'],
      timeoutMs: flags.timeout,
      verbose: flags.verbose ?? false,
      quiet: this.jsonEnabled(),
    });
    return this.cached;
  }

  /** Fires on Ctrl-C and at the deadline; never where no services were made. */
  protected stopSignal(): AbortSignal {
    return this.cached?.signal ?? new AbortController().signal;
  }

  /** Writes the result to stdout as text; with `--json` oclif writes the returned object instead. */
  protected show<R extends object>(result: R, view: View<R>): R {
    this.cached?.progress.close();
    if (!this.jsonEnabled())
      writeText(view(result, {color: this.colorful(), width: terminalColumns(process.stdout)}));
    return result;
  }

  /** For commands that judge: a bad verdict is a result, with an exit code of its own. */
  protected exitWith(code: keyof typeof EXIT): void {
    process.exitCode = EXIT[code];
  }

  protected colorful(): boolean {
    return process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
  }

  override jsonEnabled(): boolean {
    return this.ctor.enableJsonFlag && jsonRequested(this.argv);
  }

  protected override toSuccessJson(result: unknown): unknown {
    return {schemaVersion: 1, ...(result as object)};
  }

  protected override toErrorJson(error: unknown): unknown {
    return toErrorObject(toOpsError(error, this.id));
  }

  override logJson(json: unknown): void {
    writeJson(json);
  }

  override async catch(error: Error): Promise<void> {
    const known = toOpsError(error, this.id);
    process.exitCode = known.exitCode;
    if (!this.jsonEnabled()) throw known;
    this.logJson(this.toErrorJson(known));
    await Promise.resolve();
  }

  override async finally(error: Error | undefined): Promise<void> {
    this.cached?.close();
    await super.finally(error);
  }
}
