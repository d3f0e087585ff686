import {type EtcdSourceName, nearestVersion, requestText} from '../domain/etcd-version/install.js';
import type {VersionRequest} from '../domain/etcd-version/version.js';
import {OpsError} from '../errors/ops-error.js';

/** Why one source did not give the version asked for. */
export interface SourceReport {
  readonly name: EtcdSourceName;
  readonly title: string;
  /** What it has, as far as that is known. */
  readonly has: readonly string[];
  readonly problem: string | undefined;
}

function reportLine({name, has, problem}: SourceReport): string {
  const list = has.length === 0 ? undefined : `has ${has.join(', ')}`;
  const why = problem ?? (list === undefined ? 'has none' : undefined);
  return `${name}: ${[list, why].filter(part => part !== undefined).join('; ')}`;
}

/** The end of the search: what each source has instead, and which of these to ask for. */
export function installFailure(request: VersionRequest, reports: readonly SourceReport[]): OpsError {
  const asked = requestText(request);
  const lines = reports.map(report => `  ${reportLine(report)}`);
  const nearest = nearestVersion(
    request,
    reports.flatMap(({has}) => has),
  );
  const hints = [
    ...(nearest === undefined || nearest === asked ? [] : [`etcdops etcd install ${nearest}`]),
    'or name a mirror of the releases (--mirror URL), or a folder with binaries of your own (--etcd-bin-dir DIR)',
  ];
  const subject = reports.length === 1 ? `${reports[0]!.title} does not give` : 'no source gives';
  return new OpsError('E_INSTALL_FAILED', [`${subject} etcd ${asked}`, ...lines].join('\n'), {
    hints,
    details: {request: asked, sources: reports},
  });
}
