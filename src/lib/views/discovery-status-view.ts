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

function nextLine({state, problems, missing, url, token, endpoints}: DiscoveryStatus): string {
  if (state === 'unknown' || state === 'bad-size') return 'Next: etcdops discovery new --size 3';
  if (problems.length > 0) return 'Next: etcdops up --fresh begins again with a new token';
  const place = url ?? `${token} --endpoints ${(endpoints ?? []).join(',')}`;
  if (state === 'used-up')
    return `Next: etcdops status   (the token is used up: etcdops discovery reap ${place})`;
  const [first] = missing;
  return first === undefined
    ? 'Next: start the members that are missing'
    : `Next: etcdops logs ${first.name}`;
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
