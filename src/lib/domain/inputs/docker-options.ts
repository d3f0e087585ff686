/** What a flag of the docker command line takes. */
interface OptionTable {
  /** Long names whose value is the next word, where no `=` stands behind them. */
  readonly valued: ReadonlySet<string>;
  /** Long names of one letter. */
  readonly short: ReadonlyMap<string, string>;
}

function table(valued: string, short: Readonly<Record<string, string>>): OptionTable {
  return {valued: new Set(valued.split(/\s+/)), short: new Map(Object.entries(short))};
}

/**
 * `docker run` and `create`, with what podman and nerdctl add.
 * @see https://docs.docker.com/reference/cli/docker/container/run/
 * @see https://docs.podman.io/en/latest/markdown/podman-run.1.html
 */
export const RUN_OPTIONS: OptionTable = table(
  `add-host annotation attach blkio-weight blkio-weight-device cap-add cap-drop cgroup-conf cgroup-parent cgroupns
  cgroups chrootdirs cidfile conmon-pidfile cpu-count cpu-percent cpu-period cpu-quota cpu-rt-period cpu-rt-runtime
  cpu-shares cpus cpuset-cpus cpuset-mems decryption-key detach-keys device device-cgroup-rule device-read-bps
  device-read-iops device-write-bps device-write-iops dns dns-opt dns-option dns-search domainname entrypoint env
  env-file env-merge expose gidmap gpus group-add group-entry health-cmd health-interval health-log-destination
  health-max-log-count health-max-log-size health-on-failure health-retries health-start-interval
  health-start-period health-startup-cmd health-startup-interval health-startup-retries health-startup-success
  health-startup-timeout health-timeout hostname hosts-file hostuser image-volume init-ctr init-path io-maxbandwidth
  io-maxiops ip ip6 ipc isolation kernel-memory label label-file link link-local-ip log-driver log-opt mac-address
  memory memory-reservation memory-swap memory-swappiness mount name net net-alias network network-alias
  oom-score-adj passwd-entry personality pid pidfile pids-limit platform pod pod-id-file preserve-fd preserve-fds
  publish pull rdt-class requires restart retry retry-delay runtime sdnotify seccomp-policy secret security-opt
  shm-size shm-size-systemd stop-signal stop-timeout storage-opt subgidname subuidname sysctl systemd timeout tmpfs
  tz uidmap ulimit umask unsetenv user userns uts variant volume volume-driver volumes-from workdir arch os authfile
  namespace cosign-key ipfs-address`,
  {
    a: 'attach',
    c: 'cpu-shares',
    e: 'env',
    h: 'hostname',
    l: 'label',
    m: 'memory',
    p: 'publish',
    u: 'user',
    v: 'volume',
    w: 'workdir',
  },
);

/** `docker exec`. */
export const EXEC_OPTIONS: OptionTable = table(
  'detach-keys env env-file preserve-fd preserve-fds user workdir',
  {
    e: 'env',
    u: 'user',
    w: 'workdir',
  },
);

/** What stands between `docker` and `run`. */
export const CLIENT_OPTIONS: OptionTable = table(
  `address cgroup-manager cni-netconfpath cni-path config connection context data-root events-backend host
  hooks-dir hosts-dir identity imagestore log-level module namespace network-cmd-path network-config-dir out root
  runroot runtime ssh snapshotter storage-driver storage-opt tlscacert tlscert tlskey tmpdir transient-store url
  volumepath`,
  {H: 'host', c: 'context', l: 'log-level', n: 'namespace', a: 'address'},
);

export type {OptionTable};
