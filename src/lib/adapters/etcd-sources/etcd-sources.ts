import type {Archives} from '../archive/archives.js';
import type {Machine} from '../../domain/etcd-version/release-archive.js';
import type {Downloader} from '../download/downloader.js';
import type {Runner} from '../process/runner.js';
import {createDebianSource} from './debian-source.js';
import {createGoSource} from './go-source.js';
import {createReleaseSource} from './release-source.js';
import type {EtcdSources} from './source.js';
import {openStaging, type StagingOptions} from './staging.js';

export interface EtcdSourcesOptions extends StagingOptions {
  readonly runner: Runner;
  readonly env: Readonly<Record<string, string>>;
  readonly machine: Machine;
  readonly downloader: Downloader;
  readonly archives: Archives;
}

export function createEtcdSources(options: EtcdSourcesOptions): EtcdSources {
  return {
    select(choice, mirror) {
      const sources = [
        createReleaseSource({...options, mirror}),
        createGoSource(options),
        createDebianSource(options),
      ];
      return sources.filter(({name}) => choice === 'auto' || name === choice);
    },
    openStaging: () => openStaging(options),
  };
}
