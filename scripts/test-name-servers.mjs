// A name server that tests ask, and the reader of zone files of another, from packages of Debian.
import {join} from 'node:path';

import {unpackPackages, writeWrapper} from './debian-packages.mjs';

/** A name server that people run in front of small networks, with what it is linked against. */
export async function makeDnsmasq(dir) {
  const libraries = ['libnetfilter-conntrack3', 'libnfnetlink0', 'libmnl0', 'libnftables1', 'libnftnl11'];
  await unpackPackages(dir, ['dnsmasq-base', ...libraries, 'libjansson4', 'libdbus-1-3']);
  writeWrapper(
    join(dir, 'dnsmasq'),
    'export LD_LIBRARY_PATH="$(echo "$here"/usr/lib/*-linux-gnu):$(echo "$here"/lib/*-linux-gnu)"',
    'exec "$here/usr/sbin/dnsmasq" "$@"',
  );
}

/** The reader of zone files of BIND, with what it is linked against. */
export async function makeNamedCheckzone(dir) {
  const libraries = ['libfstrm0', 'libjemalloc2', 'liblmdb0', 'libmaxminddb0', 'libprotobuf-c1', 'libuv1'];
  const ofOthers = ['libicu72', 'libjson-c5', 'libnghttp2-14', 'libxml2'];
  await unpackPackages(dir, ['bind9-utils', 'bind9-libs', ...libraries, ...ofOthers]);
  writeWrapper(
    join(dir, 'named-checkzone'),
    'export LD_LIBRARY_PATH="$(echo "$here"/usr/lib/*-linux-gnu)"',
    'exec "$here/usr/bin/named-checkzone" "$@"',
  );
}
