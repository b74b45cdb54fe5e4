/**
 * An address whose path can be decoded. One that cannot, as `/v1/tokens/%zz`, is taken to the letter instead: so it
 * names nothing, and is judged and answered like any other address.
 */
export function readablePath(url: string): string {
  const end = url.indexOf("?");
  const path = end === -1 ? url : url.slice(0, end);
  if (isDecodable(path)) return url;
  return path.replaceAll("%", "%25") + url.slice(path.length);
}

function isDecodable(path: string): boolean {
  if (!path.includes("%")) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
