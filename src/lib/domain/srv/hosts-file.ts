/** The addresses that a hosts file has for a host, in its order; its names have no case. */
export function addressesInHostsFile(text: string, host: string): string[] {
  const wanted = host.toLowerCase();
  return text.split('\n').flatMap(line => {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    return names.some(name => name.toLowerCase() === wanted) ? [address!] : [];
  });
}
