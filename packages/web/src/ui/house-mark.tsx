/** The product's mark: a house whose door is a keyhole. */
export function HouseMark({ size = 28 }: { size?: number }) {
  return <img src={new URL("favicon.svg", document.baseURI).href} width={size} height={size} alt="" />;
}
