type Files = Readonly<Record<string, string>>;

/** A config file of a lone member with further lines: for examples of rules. */
export function configFile(...lines: readonly string[]): Files {
  return {'etcd.yaml': ['name: infra0', 'data-dir: /var/lib/etcd', ...lines, ''].join('\n')};
}

/** A script that starts a lone member with further words behind its flags. */
export function startScript(...words: readonly string[]): Files {
  return {'start.sh': `${['etcd --name infra0', '--data-dir /var/lib/etcd', ...words].join(' \\\n  ')}\n`};
}

/** An env file of a lone member with further lines. */
export function envFile(...lines: readonly string[]): Files {
  return {'etcd.env': ['ETCD_NAME=infra0', 'ETCD_DATA_DIR=/var/lib/etcd', ...lines, ''].join('\n')};
}
