import {printable} from '../domain/text/printable.js';
import type {DiscoveryStatus} from '../queries/discovery/discovery-status.js';
import {paint} from './paint.js';
import {formatTable} from './table.js';
import type {View} from './view.js';

function headline({state, size, registered}: DiscoveryStatus): string {
  if (state === 'unknown') return 'unknown';
  if (state === 'bad-size') return 'cannot be used: it has no size';
  const count = registered.filter(({isMember}) => isMember).length;
  const rest = state === 'used-up' ? 'nobody else gets in' : `waiting for ${(size ?? 0) - count} more`;
  return `${count} of ${size} registered, ${rest}`;
}

type Place = Pick<DiscoveryStatus, 'url' | 'token' | 'endpoints'>;

function placeWords({url, token, endpoints = []}: Place): string {
  return url ?? `${token} --endpoints ${endpoints.join(',')}`;
}

/** How to get another token at the same service. */
function anotherToken({size, url, endpoints = []}: DiscoveryStatus): string {
  const service = url === undefined ? undefined : new URL(url).origin;
  const where = service === undefined ? `--endpoints ${endpoints.join(',')}` : `--service ${service}`;
  return `Next: etcdops discovery new --size ${size ?? 3} ${where}`;
}

function nextOfSpec({state, problems, missing}: DiscoveryStatus): string | undefined {
  if (state === 'unknown') return 'Next: etcdops up makes the token';
  if (problems.length > 0) return 'Next: etcdops up --fresh begins again with a new token';
  const [first] = missing;
  return first === undefined ? undefined : `Next: etcdops logs ${first.name}`;
}

function nextLine(status: DiscoveryStatus): string {
  const {state, problems, isOfSpec} = status;
  const ofSpec = isOfSpec === true ? nextOfSpec(status) : undefined;
  if (ofSpec !== undefined) return ofSpec;
  if (problems.length > 0) return anotherToken(status);
  if (state !== 'used-up') return 'Next: start the members that are missing';
  const reap = `etcdops discovery reap ${placeWords(status)}`;
  return isOfSpec === true ? `Next: etcdops status   (the token is used up: ${reap})` : `Next: ${reap}`;
}

/** Who has registered under a token, and who is missing. */
export const discoveryStatusView: View<DiscoveryStatus> = (status, options) => {
  const {token, url, endpoints = [], registered, missing, missingCount, problems} = status;
  const place = url ?? `${token} at ${endpoints.join(', ')}`;
  const rows = [
    ...registered.map(({id, name, peerUrls, place: at, isMember}) => [
      String(at),
      printable(name || '-', 63),
      printable(id, 20),
      printable(peerUrls.join(', ') || '-', 200),
      isMember ? 'registered' : 'too late',
    ]),
    ...missing.map(({name, peerUrl}) => ['-', name, '-', peerUrl, 'missing']),
  ];
  const unnamed = Math.max(0, missingCount - missing.length);
  return [
    `Token ${paint(place, 'bold', options)}: ${headline(status)}`,
    ...(rows.length === 0 ? [] : ['', formatTable(['#', 'NAME', 'ID', 'PEER URL', 'STATE'], rows)]),
    ...(unnamed > 0 && missing.length > 0 ? [`  and ${unnamed} more`] : []),
    ...(problems.length === 0 ? [] : ['', ...problems.map(({message}) => `! ${printable(message, 300)}`)]),
    '',
    nextLine(status),
  ].join('\n');
};
