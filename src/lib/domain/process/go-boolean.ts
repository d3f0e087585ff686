/** What Go takes for a boolean: https://pkg.go.dev/strconv#ParseBool */
export function isGoBoolean(text: string): boolean {
  return /^(?:1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(text);
}

/** Whether a text is one of Go's spellings of true. */
export function isTrueBoolean(text: string): boolean {
  return /^(?:1|t|T|true|TRUE|True)$/.test(text);
}
