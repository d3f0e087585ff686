import type {VersionRange} from './types.js';

/** Ranges that many rows share. 3.4.0 stands for "older than anything etcdops supports". */
export const EVERY_VERSION: readonly VersionRange[] = [{since: '3.4.0'}];
export const SINCE_3_5: readonly VersionRange[] = [{since: '3.5.0'}];
export const SINCE_3_6: readonly VersionRange[] = [{since: '3.6.0'}];
export const SINCE_3_7: readonly VersionRange[] = [{since: '3.7.0'}];
export const ONLY_3_4: readonly VersionRange[] = [{since: '3.4.0', until: '3.5.0'}];
export const UNTIL_3_6: readonly VersionRange[] = [{since: '3.4.0', until: '3.6.0'}];
export const UNTIL_3_7: readonly VersionRange[] = [{since: '3.4.0', until: '3.7.0'}];
export const FROM_3_5_UNTIL_3_7: readonly VersionRange[] = [{since: '3.5.0', until: '3.7.0'}];

export const CHANGELOG_3_4 = 'https://github.com/etcd-io/etcd/blob/main/CHANGELOG/CHANGELOG-3.4.md';
export const CHANGELOG_3_5 = 'https://github.com/etcd-io/etcd/blob/main/CHANGELOG/CHANGELOG-3.5.md';
export const CHANGELOG_3_6 = 'https://github.com/etcd-io/etcd/blob/main/CHANGELOG/CHANGELOG-3.6.md';
/** The struct that etcd decodes a config file into: which keys exist, and their types. */
export const EMBED_CONFIG = 'https://github.com/etcd-io/etcd/blob/main/server/embed/config.go';
