/** Every value of `--name value` and `--name=value`, in order; etcd takes one dash for two. */
export function flagValues(argv: readonly string[], name: string): string[] {
  return argv.flatMap((word, index) => {
    const plain = word.replace(/^--?/, '');
    if (plain === word) return [];
    if (plain === name) return [argv[index + 1] ?? ''];
    return plain.startsWith(`${name}=`) ? [plain.slice(name.length + 1)] : [];
  });
}
