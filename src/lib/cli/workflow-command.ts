import type {JsonValue, RunReport, Step} from '../engine/step.js';
import {findOpenRun, type RecordedRun} from '../queries/run-journals.js';
import {formatAbort} from '../views/run-abort-view.js';
import {runView} from '../views/run-view.js';
import type {SpecContext} from '../workflows/cluster-run.js';
import type {AskPassphrase} from '../workflows/pki/load-authority.js';
import {abortRun, planAbort, type AbortPlan} from '../workflows/runs/abort-run.js';
import {resumeRun} from '../workflows/runs/resume-run.js';
import {findSameRun, planRun, startRun} from '../workflows/runs/start-run.js';
import type {Workflow} from '../workflows/runs/workflow.js';
import type {GlobalFlags} from './base-command.js';
import {ClusterCommand} from './cluster-command.js';
import {writeNotice} from './output.js';
import {confirm} from './prompts.js';
import {passphraseAsker} from './tls-flags.js';
import type {UserFlags} from './user-flags.js';

export interface WorkflowFlags extends GlobalFlags, UserFlags {
  readonly 'ca-passphrase-file'?: string | undefined;
  readonly 'dry-run': boolean;
  readonly yes: boolean;
  /** The name of the cluster, of a command that wants it. */
  readonly confirm?: string | undefined;
}

/** The result of every command that changes a cluster by a workflow; beside it what the workflow tells scripts. */
export interface WorkflowResult {
  readonly [key: string]: unknown;
  readonly run: RunReport;
  readonly agreed: boolean;
  /** What to say at the end. */
  readonly done: string;
}

/** What an abort did, or would do, by the ids of steps. */
export interface AbortResult {
  readonly run: {readonly id: string; readonly workflow: string};
  readonly aborted: boolean;
  /** In the order in which they are brought back. */
  readonly undo: readonly string[];
  /** Done, and past undoing. */
  readonly stays: readonly string[];
  /** Not done any more. */
  readonly left: readonly string[];
  /** What undoing it costs for a while. */
  readonly notices: readonly string[];
}

const NOTHING: Pick<WorkflowResult, 'agreed' | 'done'> = {agreed: false, done: 'Nothing was changed.'};

/** What comes next is for a run that is done: of a plan, that is to carry it out. */
function told(core: WorkflowResult, result: JsonValue | undefined): WorkflowResult {
  const {next, ...rest} = (result ?? {}) as Readonly<Record<string, JsonValue>>;
  const isDone = core.run.outcome === 'done' && next !== undefined;
  return {...rest, ...core, ...(isDone ? {next} : {})};
}

/** A command that is one workflow: it looks, plans, asks, and carries the plan out under a journal. */
export abstract class WorkflowCommand extends ClusterCommand {
  protected async carryOut<Input extends JsonValue, Facts>(
    flags: WorkflowFlags,
    workflow: Workflow<Input, Facts>,
    input: Input,
  ): Promise<WorkflowResult> {
    const askPassphrase = await this.passphraseAsker(flags);
    const result = await this.withCluster(flags, async cluster => {
      const begun = await findSameRun(cluster, workflow.name, input);
      if (begun !== undefined) return this.goOn(flags, {cluster, begun, askPassphrase});
      const planned = await planRun(cluster, workflow, {input, askPassphrase});
      const {plan, report} = planned;
      const said = cluster.loaded.findings.filter(({rule}) => this.warnsOf(rule)).map(({message}) => message);
      for (const notice of plan.notices.filter(text => !said.includes(text)))
        cluster.adapters.progress.warn(notice);
      if (flags['dry-run'] || report.outcome === 'nothing-to-do')
        return told({run: report, agreed: true, done: plan.done}, plan.result);
      const typed = workflow.isTyped === true ? {typed: {given: flags.confirm}} : {};
      const asked = {question: workflow.question(input), yes: flags.yes, ...typed};
      if (!(await this.agreed(report, cluster.loaded.spec.cluster, asked))) return {run: report, ...NOTHING};
      return told({run: await startRun(cluster, planned), agreed: true, done: plan.done}, plan.result);
    });
    const {run, agreed, done} = result;
    this.show({run, agreed, done, ...this.nextOfPlan()}, runView);
    return result;
  }

  /** What carries a plan out that was only shown. */
  protected nextOfPlan(): {next?: string} {
    return {};
  }

  /** For the key of the CA, where one of its own signs. */
  protected passphraseAsker(flags: WorkflowFlags): Promise<AskPassphrase> {
    return passphraseAsker(this.services(flags), flags, {json: this.jsonEnabled()});
  }

  /** A run that was begun before, from where it stopped. */
  protected async goOn(
    flags: WorkflowFlags,
    {cluster, begun, askPassphrase}: {cluster: SpecContext; begun: RecordedRun; askPassphrase: AskPassphrase},
  ): Promise<WorkflowResult> {
    const {id, workflow, done, startedAt, result} = begun.journal.header;
    if (!this.jsonEnabled()) writeNotice(`Going on with run ${id} (${workflow}), begun ${startedAt}`);
    const rest = await resumeRun(cluster, begun, {dryRun: true, askPassphrase});
    if (flags['dry-run']) return told({run: rest, agreed: true, done}, result);
    const asked = {question: 'Go on with it?', yes: flags.yes};
    if (!(await this.agreed(rest, cluster.loaded.spec.cluster, asked))) return {run: rest, ...NOTHING};
    const run = await resumeRun(cluster, begun, {dryRun: false, askPassphrase});
    return told({run, agreed: true, done}, result);
  }

  /** Undoes a run, after asking. */
  protected async undo(
    flags: WorkflowFlags,
    id: string | undefined,
  ): Promise<{plan: AbortPlan; result: AbortResult}> {
    const askPassphrase = await this.passphraseAsker(flags);
    return this.withCluster(flags, async cluster => {
      const recorded = await findOpenRun(cluster.adapters, cluster.loaded.folder, id);
      const plan = await planAbort(cluster, {recorded, askPassphrase});
      // Else they are shown with the plan.
      if (flags.yes) for (const notice of plan.notices) cluster.adapters.progress.warn(notice);
      const agreed = !flags['dry-run'] && (await this.agreedToUndo(plan, flags.yes));
      if (agreed) await abortRun(cluster, recorded, plan);
      const ids = (steps: readonly Step[]): string[] => steps.map(step => step.id);
      const {header} = recorded.journal;
      const run = {id: header.id, workflow: header.workflow};
      const {notices} = plan;
      const lists = {undo: ids(plan.undo), stays: ids(plan.stays), left: ids(plan.left), notices};
      return {plan, result: {run, aborted: agreed, ...lists}};
    });
  }

  private async agreedToUndo(plan: AbortPlan, yes: boolean): Promise<boolean> {
    if (yes) return true;
    const asking = {json: this.jsonEnabled(), signal: this.stopSignal()};
    if (process.stderr.isTTY && !asking.json) writeNotice(formatAbort(plan));
    return confirm('Undo it?', asking);
  }
}
