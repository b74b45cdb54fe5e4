import { Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Operations } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { PreferencesCard } from "./preferences-card.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { BeginForm, ConfirmForm } from "./second-factor-forms.tsx";
import { secondFactorQuery } from "./second-factor-query.ts";
import { RemoveForm } from "./second-factor-removal.tsx";

type Enrolment = Operations["beginSecondFactor"]["answer"];

/** A code after the password: to set up, and to remove. What is shown once lives here and nowhere else. */
export function SecondFactorPage() {
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const [codes, setCodes] = useState<readonly string[]>();
  const queryClient = useQueryClient();
  const { data, error } = useQuery(secondFactorQuery);
  const reread = () => queryClient.invalidateQueries({ queryKey: secondFactorQuery.queryKey });

  function content() {
    if (codes) return <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />;
    if (error) return <FaultAlert>{faultText(error)}</FaultAlert>;
    if (!data) return <Text>{t("preferences.secondFactor.loading")}</Text>;
    if (data.since !== null) return <RemoveForm factor={data} onRemoved={reread} />;
    if (!enrolment) return <BeginForm onBegun={setEnrolment} />;
    return (
      <ConfirmForm
        enrolment={enrolment}
        onConfirmed={(fresh) => {
          setCodes(fresh);
          setEnrolment(undefined);
          return reread();
        }}
        onCancel={() => setEnrolment(undefined)}
      />
    );
  }
  return (
    <PreferencesCard title={t("preferences.secondFactor.title")} intro={t("preferences.secondFactor.intro")}>
      {content()}
    </PreferencesCard>
  );
}
