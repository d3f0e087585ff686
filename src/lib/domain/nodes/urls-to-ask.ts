import {readUrls, type FileSettings} from '../process/file-settings.js';

/** A member, and the client URLs at which it may answer. The first that does counts. */
export interface AskedMember {
  readonly name: string;
  readonly clientUrls: readonly string[];
}

/** Where a member may be, by who says so. */
export interface MemberPlaces {
  readonly name: string;
  /** What its process was started with, where one is seen. */
  readonly told?: string | undefined;
  /** As etcdops last made it. */
  readonly recorded?: string | undefined;
  /** As the spec has it, which may have been edited since. */
  readonly wished?: string | undefined;
}

/** The first URL at which others reach a member that was started with this config file. */
export function toldClientUrl(settings: FileSettings): string | undefined {
  const given = settings.get('advertise-client-urls') ?? '';
  return readUrls(given).find(({host}) => host !== '')?.text;
}

/**
 * Members are asked where they run, not where the spec is to have them by now. Where one is said to be that another runs,
 * it is not.
 */
export function urlsToAsk(members: readonly MemberPlaces[]): AskedMember[] {
  const owners = new Map(members.flatMap(({name, told}) => (told === undefined ? [] : [[told, name]])));
  return members.map(({name, told, recorded, wished}) => {
    const urls = [told, recorded, wished].filter(url => url !== undefined);
    const isOwn = (url: string): boolean => (owners.get(url) ?? name) === name;
    return {name, clientUrls: [...new Set(urls)].filter(isOwn)};
  });
}
