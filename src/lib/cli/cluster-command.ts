import {withSpecPaths} from '../domain/layout/spec-relative.js';
import {withAccess} from '../queries/cluster-access.js';
import {loadSpec, reloadSpec, type LoadedSpec} from '../queries/load-spec.js';
import {formatPlan} from '../views/run-view.js';
import type {View} from '../views/view.js';
import type {SpecContext} from '../workflows/cluster-run.js';
import {ensureSchema, ensureStateDir, lockFolder} from '../workflows/place-files.js';
import type {RunReport} from '../engine/step.js';
import {OpsError} from '../errors/ops-error.js';
import {BaseCommand, type GlobalFlags} from './base-command.js';
import {writeNotice} from './output.js';
import type {Services} from './services.js';
import {confirm, typeToConfirm} from './prompts.js';
import {givenUser, type UserFlags} from './user-flags.js';
import {terminalColumns} from './terminal-columns.js';

export interface Confirmation {
  readonly question: string;
  readonly yes: boolean;
  /** For what cannot be undone: the value of `--confirm`, which must be the cluster's name. */
  readonly typed?: {readonly given: string | undefined};
}

export interface ReachContext extends SpecContext {
  readonly adapters: Services;
}

/** A command that works on the cluster of a spec. */
export abstract class ClusterCommand extends BaseCommand {
  protected async load(flags: GlobalFlags): Promise<LoadedSpec> {
    const services = this.services(flags);
    const loaded = await loadSpec(services);
    for (const {severity, message, rule} of loaded.findings)
      if (severity === 'warning' && this.warnsOf(rule)) services.progress.warn(message);
    return loaded;
  }

  /** As `show`; scripts get paths relative to the folder of the spec, where there is one. */
  protected showFrom<R extends object>(folder: string | undefined, result: R, view: View<R>): R {
    this.show(result, view);
    return withSpecPaths(folder, result);
  }

  /** Whether the command tells of what a rule finds in the spec. What the number of members means `status` and plans tell. */
  protected warnsOf(rule: string): boolean {
    return rule !== 'even-members';
  }

  /** The cluster of the spec, with adapters that show it the certificates that it wants, and the user that was named. */
  protected async reach(flags: GlobalFlags & UserFlags): Promise<ReachContext> {
    const loaded = await this.load(flags);
    const services = this.services(flags);
    const user = await givenUser(services, flags, {json: this.jsonEnabled()});
    const etcdApi = user === undefined ? services.etcdApi : services.etcdApi.asUser(user);
    return {adapters: withAccess({...services, etcdApi}, loaded), loaded};
  }

  /** Loads the spec and holds the lock of its cluster while `act` runs. A dry run takes no lock: it writes nothing. */
  protected async withCluster<R>(
    flags: GlobalFlags & UserFlags & {readonly 'dry-run': boolean},
    act: (context: SpecContext) => Promise<R>,
  ): Promise<R> {
    const before = await this.reach(flags);
    if (flags['dry-run']) return act(before);
    const {adapters, loaded} = before;
    await ensureStateDir(adapters, loaded.folder);
    const lock = await lockFolder(adapters, loaded.folder, this.id?.replaceAll(':', ' ') ?? '');
    try {
      await ensureSchema(adapters, loaded.folder);
      // Before the lock was there another run may have changed it.
      const now = await reloadSpec(adapters, loaded);
      return await act({adapters: withAccess(adapters, now), loaded: now});
    } finally {
      await lock.release();
    }
  }

  /** Shows what a dry run found and asks. Resolves to false where the user says no. */
  protected async agreed(plan: RunReport, cluster: string, confirmation: Confirmation): Promise<boolean> {
    if (plan.outcome === 'nothing-to-do' || answeredByFlag(cluster, confirmation)) return true;
    const asking = {json: this.jsonEnabled(), signal: this.stopSignal()};
    if (process.stderr.isTTY && !asking.json)
      writeNotice(formatPlan(plan, {color: this.colorful(), width: terminalColumns(process.stderr)}));
    const {question, typed} = confirmation;
    return typed === undefined ? confirm(question, asking) : typeToConfirm(question, cluster, asking);
  }
}

/** `--yes`, or for what cannot be undone `--confirm` with the right name. */
function answeredByFlag(cluster: string, {yes, typed}: Confirmation): boolean {
  if (typed === undefined) return yes;
  if (typed.given === undefined) return false;
  if (typed.given === cluster) return true;
  throw new OpsError('E_USAGE', `--confirm says "${typed.given}", but the cluster is called ${cluster}`);
}
