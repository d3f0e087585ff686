import {flagValues} from '../process/flag-values.js';

/** What decides how a service is reached, and what its tokens are worth. */
const DECIDING = [
  ['listen-client-urls', 'address'],
  ['advertise-client-urls', 'URL'],
  ['enable-v2', 'v2 API'],
  ['cert-file', 'certificate'],
  ['key-file', 'key'],
  ['trusted-ca-file', 'CA of its clients'],
] as const;

export interface Asked {
  /** The words of a start, the program first. */
  readonly argv: readonly string[];
  /** Its port was asked for; else any will do. */
  readonly isPortAsked: boolean;
}

function withoutPort(url: string): string {
  return url.replace(/:\d+$/, '');
}

/** In what a service that runs is another one than is asked for: `address http://…, not http://…`. */
export function otherThanAsked(running: readonly string[], {argv, isPortAsked}: Asked): string[] {
  if (running.length === 0) return [];
  const seen = (words: readonly string[], flag: string): string => {
    const value = flagValues(words, flag).join(',');
    return isPortAsked || !flag.endsWith('-urls') ? value : withoutPort(value);
  };
  const words = DECIDING.flatMap(([flag, name]) => {
    const [has, wants] = [seen(running, flag), seen(argv, flag)];
    return has === wants ? [] : [`${name} ${has || 'none'}, not ${wants || 'none'}`];
  });
  const [program = ''] = running;
  return program === argv[0] ? words : [`etcd ${program}, not ${argv[0]}`, ...words];
}
