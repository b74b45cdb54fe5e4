import { Button } from "@mantine/core";
import type { AuditEvent } from "@tokenhouse/sdk/client";
import { useNames } from "../../people/use-people.ts";
import { localTime } from "../../time.ts";
import { useDialog } from "../../ui/dialog/use-dialog.ts";
import { DetailsDialog } from "./details-dialog.tsx";
import { eventText } from "./event-text.ts";
import { t } from "../../i18n.ts";

export function DetailsButton({ row: event }: { row: AuditEvent }) {
  const { shown, show, trigger, close } = useDialog<"details">();
  const text = eventText(event, useNames());
  return (
    <>
      <Button
        ref={trigger}
        variant="default"
        size="compact-sm"
        aria-label={t("audit.detailsOf", { what: text, when: localTime(event.at) })}
        onClick={() => show("details")}
      >
        {t("audit.details")}
      </Button>
      {shown && <DetailsDialog event={event} title={text} onClose={close} />}
    </>
  );
}
