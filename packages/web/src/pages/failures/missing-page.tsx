import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { FrontDoor } from "../../ui/front-door.tsx";
import { words } from "./wording.ts";

export function MissingPage() {
  const { title, text, home } = words.missing;
  return (
    <FrontDoor title={title}>
      <Text mb="lg">{text}</Text>
      <Button component={Link} to="/">
        {home}
      </Button>
    </FrontDoor>
  );
}
