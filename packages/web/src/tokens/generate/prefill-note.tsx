import { Alert, List } from "@mantine/core";
import { IconLink } from "@tabler/icons-react";
import { t } from "../../i18n.ts";
import type { LeftOut } from "./prefill.ts";

/** Says which parts of a link to this dialog were not taken over, and why. */
export function PrefillNote({ leftOut }: { leftOut: readonly LeftOut[] }) {
  if (leftOut.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" icon={<IconLink aria-hidden />} title={t("generate.prefill.title")}>
      <List size="sm">
        {leftOut.map(({ part, why }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a part may stand in a link twice
          <List.Item key={index} className="as-typed">
            {part === undefined
              ? t(`generate.prefill.${why}`)
              : t("generate.prefill.part", { part, reason: t(`generate.prefill.${why}`) })}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
