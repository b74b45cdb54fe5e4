/** The clock that all processes of a machine share, in ms. No step of the time of day moves it. */
export function instant(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
