import { Alert } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** Says why something did not succeed; read out as soon as it appears. */
export function FaultAlert({ children }: { children: ReactNode }) {
  return (
    <Alert w="100%" role="alert" color="red" variant="light" icon={<IconAlertCircle aria-hidden />}>
      {children}
    </Alert>
  );
}
