import {defaultName} from '../nodes/allocate.js';
import {shellQuote} from '../text/shell-quote.js';
import type {BootstrapRequest} from './plan-bootstrap.js';

/** All that decides what a bootstrap does. */
export interface BootstrapAnswers {
  readonly request: BootstrapRequest;
  /** Undefined where the etcd at hand is meant. */
  readonly etcdVersion?: string | undefined;
  readonly etcdBinDir?: string | undefined;
  readonly dir: string;
  readonly start: boolean;
}

/** A flag with its value; one that could be taken for a flag itself is tied to it. */
function assigned(flag: string, value: string): string[] {
  return value.startsWith('-') ? [`${flag}=${value}`] : [flag, value];
}

/** Members that have the names they would get anyway, all on one host, are a number of members on that host. */
export function simplified(request: BootstrapRequest): BootstrapRequest {
  const {members} = request;
  if (typeof members === 'number') return request;
  const host = members[0]?.host ?? request.host;
  const isPlain = members.every(
    (member, index) => member.host === host && member.name === defaultName('member', index),
  );
  return isPlain ? {...request, members: members.length, host} : request;
}

function memberFlags(request: BootstrapRequest, defaults: BootstrapRequest): string[] {
  const {members, host} = request;
  if (typeof members !== 'number')
    return members.flatMap(({name, host: own}) => ['--member', `${name}=${own}`]);
  return [
    ...(members === defaults.members ? [] : ['--members', String(members)]),
    ...(host === defaults.host ? [] : ['--host', host]),
  ];
}

/**
 * The arguments of `etcdops` that do what was answered: the shortest ones, without what is the default.
 * @param defaults what the command does when nothing is said
 */
export function equivalentArgv(answers: BootstrapAnswers, defaults: BootstrapAnswers): string[] {
  const request = simplified(answers.request);
  const usual = defaults.request;
  const values: readonly (readonly [flag: string, value: string | undefined, usual: string | undefined])[] = [
    ['--token', request.token, usual.token],
    ['--listen', request.listen, usual.listen],
    ['--base-port', String(request.basePort), String(usual.basePort)],
    ['--proxies', String(request.proxies), String(usual.proxies)],
    ['--proxy-mode', request.proxies === 0 ? usual.proxyMode : request.proxyMode, usual.proxyMode],
    ['--gateways', String(request.gateways), String(usual.gateways)],
    ['--grpc-proxies', String(request.grpcProxies), String(usual.grpcProxies)],
    ['--tls', request.tls.mode, usual.tls.mode],
    ['--peer-ca', request.tls.peerCa, usual.tls.peerCa],
    ['--key-type', request.tls.keyType, usual.tls.keyType],
    ['--etcd-version', answers.etcdVersion, defaults.etcdVersion],
    ['--etcd-bin-dir', answers.etcdBinDir, defaults.etcdBinDir],
    ['--format', request.formats.join(), usual.formats.join()],
    ['--dir', answers.dir, defaults.dir],
  ];
  return [
    'bootstrap',
    'static',
    ...(request.cluster === usual.cluster ? [] : assigned('--cluster', request.cluster)),
    ...memberFlags(request, usual),
    ...(request.tls.sans ?? []).flatMap(san => assigned('--san', san)),
    ...values.flatMap(([flag, value, same]) =>
      value === undefined || value === same ? [] : assigned(flag, value),
    ),
    ...(request.proxies === 0 || request.enableV2 ? [] : ['--no-enable-v2']),
    ...(answers.start ? ['--start'] : []),
  ];
}

/** Words as a line to type into a POSIX shell. */
export function commandLine(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
