/** What Kubernetes sets for a service named etcd, or whose name begins so: `ETCD_PORT_2379_TCP_ADDR`. */
const KUBERNETES_SERVICE =
  /^ETCD_(?:\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/;

/** Variables of start scripts of well-known images, which etcd itself does not read. */
const OF_IMAGES: ReadonlySet<string> = new Set([
  'ETCD_ACTIVE_ENDPOINTS',
  'ETCD_BASE_DIR',
  'ETCD_BIN_DIR',
  'ETCD_CLUSTER_DOMAIN',
  'ETCD_CONF_DIR',
  'ETCD_CONF_FILE',
  'ETCD_DAEMON_GROUP',
  'ETCD_DAEMON_USER',
  'ETCD_DISABLE_PRESTOP',
  'ETCD_DISABLE_STORE_MEMBER_ID',
  'ETCD_DISASTER_RECOVERY',
  'ETCD_INIT_SNAPSHOTS_DIR',
  'ETCD_INIT_SNAPSHOT_FILENAME',
  'ETCD_NEW_MEMBERS_ENV_FILE',
  'ETCD_ON_K8S',
  'ETCD_ROOT_PASSWORD',
  'ETCD_SNAPSHOTS_DIR',
  'ETCD_SNAPSHOT_HISTORY_LIMIT',
  'ETCD_START_FROM_SNAPSHOT',
  'ETCD_TMP_DIR',
  'ETCD_VOLUME_DIR',
]);

/** Of a name of a variable that anybody would write. */
const MAX_LENGTH = 200;

/** Whose variable it is that begins with `ETCD_` and is none of etcd's; undefined where nobody knows. */
export function ownerOfVariable(name: string): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  if (KUBERNETES_SERVICE.test(name)) return 'Kubernetes sets it for a service';
  // Bitnami's image takes any flag of etcd as ETCD_CFG_….
  const isOfImage = OF_IMAGES.has(name) || name.startsWith('ETCD_CFG_');
  return isOfImage ? 'the start script of an image reads it' : undefined;
}
