import type {Adapters} from '../adapters/adapters.js';
import type {NodeLaunch, RunningNode} from '../adapters/host/host.js';
import {clientUrlOf, membersOf} from '../domain/nodes/node-urls.js';
import {toldClientUrl, urlsToAsk, type AskedMember} from '../domain/nodes/urls-to-ask.js';
import {askMember, type Answers} from './ask-member.js';
import {readState} from './cluster-state.js';
import type {LoadedSpec} from './load-spec.js';
import {launchOf} from './node-launch.js';
import {startedConfig} from './started-config.js';

type Reader = Pick<Adapters, 'files' | 'host' | 'yaml'>;

async function toldBy(
  reader: Reader,
  {launch, running}: {launch: NodeLaunch; running: RunningNode | undefined},
  version: string,
): Promise<string | undefined> {
  const config = running === undefined ? undefined : await startedConfig(reader, {launch, running}, version);
  return config === undefined ? undefined : toldClientUrl(config);
}

/** The members of the spec, and those that it had when etcdops last made nodes of it. Read-only. */
export async function whereMembersRun(
  reader: Reader,
  {spec, folder}: Pick<LoadedSpec, 'spec' | 'folder'>,
): Promise<AskedMember[]> {
  const {nodes: known = []} = await readState(reader, folder);
  const wished = new Map(membersOf(spec).map(node => [node.name, node]));
  const recorded = new Map(membersOf({nodes: [...known]}).map(node => [node.name, node]));
  const gone = [...recorded.values()].filter(({name}) => !wished.has(name));
  const nodes = [...wished.values(), ...gone];
  const launches = nodes.map(node => launchOf(spec, node, {folder}));
  const running = await reader.host.find(launches);
  const urlIn = (where: typeof wished, name: string): string | undefined => {
    const node = where.get(name);
    return node === undefined ? undefined : clientUrlOf(spec, node);
  };
  const places = nodes.map(async ({name}, index) => ({
    name,
    told: await toldBy(reader, {launch: launches[index]!, running: running[index]}, spec.etcd.version),
    recorded: urlIn(recorded, name),
    wished: urlIn(wished, name),
  }));
  return urlsToAsk(await Promise.all(places));
}

export interface AnswersOf extends Answers {
  readonly name: string;
  /** Where it answered, or was asked first. */
  readonly clientUrl: string;
}

/** What each says of itself, and whether a quorum answers through it. */
export async function askMembers(
  asker: Pick<Adapters, 'clock' | 'etcdApi' | 'signal'>,
  members: readonly AskedMember[],
): Promise<AnswersOf[]> {
  const all = await Promise.all(
    members.map(async ({name, clientUrls}) => {
      const asked = clientUrls.map(async clientUrl => ({
        name,
        clientUrl,
        ...(await askMember(asker, clientUrl)),
      }));
      const answers = await Promise.all(asked);
      return (
        answers.find(({status}) => status !== undefined) ??
        answers.find(({refusal}) => refusal === 'auth') ??
        answers.slice(0, 1)
      );
    }),
  );
  // Calls that were cut short look like members that do not answer; no judgement may rest on them.
  asker.signal.throwIfAborted();
  return all.flat();
}
