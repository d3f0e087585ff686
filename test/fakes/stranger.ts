import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {aMember} from './spec.js';
import type {World} from './fake-world.js';

/** A member that somebody has added and started without the spec, at the place of the n-th. */
export function beginStranger({folder, etcd, host}: World, index: number, name: string): void {
  const process = `stranger${index}`;
  const {client, peer} = aMember(index).ports;
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  const others = etcd.members().map(member => `${member.name}=${member.peerUrls.join()}`);
  const configFile = join(folder, `${process}.yaml`);
  const config = {
    name,
    'listen-client-urls': clientUrl,
    'advertise-client-urls': clientUrl,
    'listen-peer-urls': peerUrl,
    'initial-advertise-peer-urls': peerUrl,
    'initial-cluster': [...others, `${name}=${peerUrl}`].join(','),
    'initial-cluster-state': 'existing',
  };
  writeFileSync(configFile, JSON.stringify(config));
  const path = (ending: string): string => join(folder, `${process}${ending}`);
  host.begin({
    name: process,
    program: 'etcd',
    args: [],
    folder,
    configFile,
    dataDir: path(''),
    logFile: path('.log'),
    pidFile: path('.pid'),
    startedFile: path('.started'),
  });
}
