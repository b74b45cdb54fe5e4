import { generate } from "lean-qr";

/** As the standard wants around it (ISO/IEC 18004), and dark on light in every scheme: cameras need both. */
const QUIET = 4;

/** A text as a QR code. */
export function QrCode({ text, label }: { text: string; label: string }) {
  return (
    <img alt={label} width={220} height={220} src={`data:image/svg+xml,${encodeURIComponent(draw(text))}`} />
  );
}

function draw(text: string): string {
  const code = generate(text);
  const cells = Array.from({ length: code.size ** 2 }, (_, n) => [n % code.size, Math.floor(n / code.size)]);
  const dark = cells.filter(([x = 0, y = 0]) => code.get(x, y)).map(([x, y]) => `M${x} ${y}h1v1h-1z`);
  const width = code.size + 2 * QUIET;
  const box = `${-QUIET} ${-QUIET} ${width} ${width}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" shape-rendering="crispEdges">
    <path d="M${-QUIET} ${-QUIET}h${width}v${width}h-${width}z" fill="#fff"/><path d="${dark.join("")}"/></svg>`;
}
