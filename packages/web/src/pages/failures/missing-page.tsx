import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { t } from "../../i18n.ts";
import { FrontDoor } from "../../ui/front-door.tsx";

export function MissingPage() {
  return (
    <FrontDoor title={t("failures.missing.title")}>
      <Text mb="lg">{t("failures.missing.text")}</Text>
      <Button component={Link} to="/">
        {t("failures.missing.home")}
      </Button>
    </FrontDoor>
  );
}
