/** A URL as it may be shown: without the user, the password and the query, which may carry a token. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return maskCredentials(url);
  const {protocol, host, pathname} = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

/** What another program printed, with credentials inside URLs masked. */
export function maskCredentials(text: string): string {
  return text.replace(/:\/\/[^/\s@]+@/g, '://***@');
}
