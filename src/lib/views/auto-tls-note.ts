/** What everybody should know who chooses certificates that etcd makes for itself. */
export const AUTO_TLS_NOTE =
  'encrypted, but nobody is authenticated; the certificates end after a year and are not renewed while etcd runs';
