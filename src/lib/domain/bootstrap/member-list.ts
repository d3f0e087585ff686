import {defaultName} from '../nodes/allocate.js';

/**
 * `infra0=10.0.0.1 infra1=10.0.0.2`, or the hosts alone, which get the names of etcd's documents; separated by spaces
 * or commas. Whether names and hosts are any is for `requestProblems` to say.
 */
export function parseMemberList(text: string): {name: string; host: string}[] {
  const words = text.split(/[\s,]+/).filter(word => word !== '');
  return words.map((word, index) => {
    const at = word.indexOf('=');
    return at === -1
      ? {name: defaultName('member', index), host: word}
      : {name: word.slice(0, at), host: word.slice(at + 1)};
  });
}
