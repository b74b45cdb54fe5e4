import type { MantineColorsTuple } from "@mantine/core";

/**
 * Our own colours, each in ten steps of even lightness from nearly white (0) to nearly black (9). Steps 6 and darker
 * carry white text with at least 5 : 1; step 8 stands on step 1 with at least 8 : 1, and step 2 on step 9.
 */
export const colours = {
  petrol: steps("#edf8f9 #daf1f2 #bde5e7 #98d2d5 #6db8bc #47999e #2a797d #196064 #0e4d50 #08373a"),
  green: steps("#edfaf1 #daf3e1 #bbeaca #90d9a9 #61c086 #3fa168 #2a7e4f #1e643d #175030 #123923"),
  red: steps("#fef3f2 #fee5e2 #ffcfcb #feaea6 #f98078 #e74e4c #c2272d #9c1a20 #7e1419 #5a1112"),
  orange: steps("#fef3ed #fee6d9 #ffd2b7 #fcb286 #ed8e4f #cf6c20 #a65003 #853f01 #6c3100 #4f2200"),
  yellow: steps("#fef5e3 #fbeac7 #f8d897 #ebbf5f #d1a127 #af8301 #886602 #6c5003 #574002 #3f2d00"),
  blue: steps("#f0f7fe #deeefe #c3e0fe #9dcafa #6faeef #3e8fdc #0d6ebb #005799 #00457b #023259"),
  // Warm in the light scheme …
  gray: steps("#fbfaf8 #f6f4f1 #ebe9e6 #dfdcd8 #cac7c2 #918d87 #76726d #5e5a55 #403d39 #24211e"),
  // … and ink in the dark one.
  dark: steps("#e0e5ea #aab2ba #838e97 #66727c #354049 #28323a #1c262e #161e26 #0f161d #090f14"),
};

function steps(colours: string): MantineColorsTuple {
  return colours.split(" ") as unknown as MantineColorsTuple;
}
