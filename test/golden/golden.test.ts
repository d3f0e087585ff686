import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {loadTemplates} from '../../src/lib/adapters/templates/templates.js';
import {loadYaml} from '../../src/lib/adapters/yaml/yaml.js';
import type {ClusterStatus} from '../../src/lib/domain/cluster/judge.js';
import type {MemberListing} from '../../src/lib/domain/membership/member-listing.js';
import type {SnapshotReport} from '../../src/lib/domain/snapshots/snapshot-report.js';
import {parseSpec} from '../../src/lib/domain/spec/parse-spec.js';
import {unifiedDiff, type DiffInput} from '../../src/lib/domain/text/unified-diff.js';
import type {RunReport} from '../../src/lib/engine/step.js';
import {renderArtifacts} from '../../src/lib/queries/render-artifacts.js';
import type {SnapshotListing} from '../../src/lib/queries/snapshots/list-snapshots.js';
import type {SrvCheck} from '../../src/lib/queries/srv/check-srv.js';
import {bootstrapView, type ShownBootstrap} from '../../src/lib/views/bootstrap-view.js';
import {convertBootstrapView} from '../../src/lib/views/convert-bootstrap-view.js';
import {convertRemarks, convertView, type ShownConversion} from '../../src/lib/views/convert-view.js';
import {findingsView, type ValidateResult} from '../../src/lib/views/findings-view.js';
import {githubView} from '../../src/lib/views/github-view.js';
import {junitView} from '../../src/lib/views/junit-view.js';
import {memberListView} from '../../src/lib/views/member-list-view.js';
import {renderView} from '../../src/lib/views/render-view.js';
import {formatPlan, runView, type ShownRun} from '../../src/lib/views/run-view.js';
import {sarifView} from '../../src/lib/views/sarif-view.js';
import {snapshotListView} from '../../src/lib/views/snapshot-list-view.js';
import {snapshotReportView} from '../../src/lib/views/snapshot-report-view.js';
import {snapshotSaveView} from '../../src/lib/views/snapshot-save-view.js';
import {srvCheckView} from '../../src/lib/views/srv-check-view.js';
import {srvPlanView, type ShownSrvPlan} from '../../src/lib/views/srv-plan-view.js';
import {statusView} from '../../src/lib/views/status-view.js';
import type {View, ViewOptions} from '../../src/lib/views/view.js';
import type {ConvertBootstrapResult} from '../../src/lib/workflows/convert-bootstrap.js';
import type {RenderResult} from '../../src/lib/workflows/render.js';
import type {SaveResult} from '../../src/lib/workflows/snapshots/save-snapshot.js';
import {REPO_DIR} from '../helpers/cli.js';

const DIR = import.meta.dirname;
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

interface ArtifactCase {
  readonly spec: unknown;
  readonly folder: string;
  readonly formats: Parameters<typeof renderArtifacts>[1]['formats'];
  /** Which of the files to keep. */
  readonly show: readonly string[];
}

interface ViewCase<R> {
  readonly result: R;
  readonly color?: boolean;
}

/** The files of a spec, each below a line with its path and mode. */
async function artifacts({spec, folder, formats, show}: ArtifactCase): Promise<string> {
  const parsed = parseSpec(spec);
  if (!('spec' in parsed)) throw new Error(parsed.findings.map(({message}) => message).join('\n'));
  const adapters = {yaml: loadYaml, templates: () => loadTemplates(join(REPO_DIR, 'templates'))};
  const files = await renderArtifacts(adapters, {spec: parsed.spec, folder, formats});
  const shown = show.map(wanted => {
    const file = files.find(({path}) => path === wanted);
    if (file === undefined) throw new Error(`no ${wanted} among ${files.map(({path}) => path).join(', ')}`);
    return `==> ${file.path} ${file.mode.toString(8)}\n${file.text}`;
  });
  return shown.join('\n');
}

function view<R>(show: View<R>): (input: ViewCase<R>) => string {
  return ({result, color = false}) => `${show(result, {color, width: 100})}\n`;
}

const planView: View<RunReport> = (run, options: ViewOptions) => formatPlan(run, options);

/** What goes to standard output, then what goes to stderr. */
const conversionView: View<ShownConversion> = (result, options) =>
  `${convertView(result, options)}\n==> stderr\n${convertRemarks(result, options)}`;

const REPORTED_RULES = [
  {id: 'even-members', severity: 'warning', title: 'An even number of members', why: 'It costs and gains nothing.'},
  {id: 'never-found', severity: 'error', title: 'Something else', why: 'Nobody found it.'},
] as const;

/** What each folder holds: how `<case>.out` is made from `<case>.json`. */
const PRODUCERS = {
  'config-member': artifacts,
  'config-v2-proxy': artifacts,
  'config-gateway': artifacts,
  'config-grpc-proxy': artifacts,
  procfile: artifacts,
  env: artifacts,
  systemd: artifacts,
  docker: artifacts,
  compose: artifacts,
  flags: artifacts,
  'report-github': view<ValidateResult>(githubView),
  'report-junit': view<ValidateResult>(junitView),
  'report-sarif': view<ValidateResult>(sarifView({version: '1.2.3', rules: REPORTED_RULES})),
  'view-bootstrap': view<ShownBootstrap>(bootstrapView),
  'view-convert': view<ShownConversion>(conversionView),
  'view-convert-bootstrap': view<ConvertBootstrapResult>(convertBootstrapView),
  'view-findings': view<ValidateResult>(findingsView),
  'view-members': view<MemberListing>(memberListView),
  'view-plan': view<RunReport>(planView),
  'view-render': view<RenderResult>(renderView),
  'view-run': view<ShownRun>(runView),
  'view-snapshot-list': view<SnapshotListing>(snapshotListView),
  'view-snapshot-report': view<SnapshotReport>(snapshotReportView),
  'view-snapshot-save': view<SaveResult>(snapshotSaveView),
  'view-srv-check': view<SrvCheck>(srvCheckView),
  'view-srv-plan': view<ShownSrvPlan>(srvPlanView),
  'view-status': view<ClusterStatus>(statusView),
  diff: (input: DiffInput) => unifiedDiff(input),
} as const;

type Folder = keyof typeof PRODUCERS;

function casesOf(folder: string): string[] {
  return readdirSync(join(DIR, folder))
    .filter(name => name.endsWith('.json'))
    .map(name => name.replace(/\.json$/, ''));
}

async function produce(folder: Folder, name: string): Promise<string> {
  const input: unknown = JSON.parse(readFileSync(join(DIR, folder, `${name}.json`), 'utf8'));
  const producer = PRODUCERS[folder] as (value: unknown) => string | Promise<string>;
  return producer(input);
}

it('has a producer for every folder, and an input for every output', () => {
  const folders = readdirSync(DIR, {withFileTypes: true}).filter(entry => entry.isDirectory());
  const outputs = folders.flatMap(({name}) =>
    readdirSync(join(DIR, name))
      .filter(file => file.endsWith('.out'))
      .map(file => join(DIR, name, file)),
  );

  expect(folders.map(({name}) => name).sort()).toEqual(Object.keys(PRODUCERS).sort());
  expect(outputs.filter(path => !existsSync(path.replace(/\.out$/, '.json')))).toEqual([]);
});

describe.each(Object.keys(PRODUCERS) as Folder[])('%s', folder => {
  it.each(casesOf(folder))('%s', async name => {
    const path = join(DIR, folder, `${name}.out`);

    const text = await produce(folder, name);

    if (UPDATE) writeFileSync(path, text);
    expect(text, 'if this is meant: npm run golden:update').toBe(readFileSync(path, 'utf8'));
  });
});
