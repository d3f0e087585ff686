/**
 * Every server of etcd answers it, whatever with, and it leaves nothing in any log, unlike `/health` on 3.4. Sent by hand
 * where no more than the first bytes of the answer are read.
 */
export const VERSION_REQUEST = 'GET /version HTTP/1.1\r\nHost: etcd\r\nConnection: close\r\n\r\n';
