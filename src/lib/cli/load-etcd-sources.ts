import type {EtcdSourcesOptions} from '../adapters/etcd-sources/etcd-sources.js';
import type {EtcdSources} from '../adapters/etcd-sources/source.js';

/** Joins the adapters that only an installation of etcd needs; loaded when one begins. */
export async function loadEtcdSources(
  base: Omit<EtcdSourcesOptions, 'machine' | 'downloader' | 'archives'>,
): Promise<EtcdSources> {
  const [{createEtcdSources}, {createDownloader}, {createArchives}] = await Promise.all([
    import('../adapters/etcd-sources/etcd-sources.js'),
    import('../adapters/download/downloader.js'),
    import('../adapters/archive/archives.js'),
  ]);
  return createEtcdSources({
    ...base,
    machine: {platform: process.platform, arch: process.arch},
    downloader: createDownloader(base),
    archives: createArchives(base),
  });
}
