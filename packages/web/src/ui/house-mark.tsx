import { Group, Text } from "@mantine/core";

/** The product's mark, a key whose bow is a house, and its name. */
export function HouseMark({ size = 22 }: { size?: number }) {
  return (
    <Group gap={8} wrap="nowrap">
      <span className="house-mark" style={{ inlineSize: size, blockSize: size }} aria-hidden />
      <Text span fw={650} fz={size > 24 ? "xl" : "lg"} lts="-0.01em">
        Tokenhouse
      </Text>
    </Group>
  );
}
