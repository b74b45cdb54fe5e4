/** No boundary before it: in `Bearer%20thp_…` the value follows a digit. */
const VALUE = /([a-z][a-z0-9]{1,9}[ps]_[0-9A-Za-z]{12}_)[0-9A-Za-z]{38}/g;

/** The text with every token value cut down to its hint, for whatever is written or answered by accident. */
export function redactTokens(text: string): string {
  return text.replace(VALUE, "$1…");
}

/** Whether a token value, of any prefix, stands in the text. */
export function holdsToken(text: string): boolean {
  return text.search(VALUE) !== -1;
}
