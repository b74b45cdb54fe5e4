import { Textarea, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import type { Operations, Settings } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { expiryOf, parseLifetime } from "../../lifetime.ts";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { addressFault } from "../addresses.ts";
import { parseRateLimit, PERIODS, rateLimitFault } from "../rate-limit.ts";
import { EVERYTHING, scopeFault } from "../scopes.ts";
import type { Issued } from "../value/issued.ts";
import { ValueDialog, type ValueForm } from "../value/value-dialog.tsx";
import { AddressesField } from "./addresses-field.tsx";
import { LifetimeField } from "./lifetime-field.tsx";
import { MoreFields } from "./more-fields.tsx";
import { PrefillNote } from "./prefill-note.tsx";
import type { LeftOut, Prefill } from "./prefill.ts";
import { RateLimitField } from "./rate-limit-field.tsx";
import type { HolderRole } from "./role-scopes.ts";
import { ScopeSummary } from "./scope-summary.tsx";
import { ScopesField } from "./scopes-field.tsx";

/** Whom a token is for: oneself, or a service account. */
export interface Holder {
  role: HolderRole;
  isAccount: boolean;
}

interface GenerateProps {
  settings: Settings;
  holder: Holder;
  /** What a link filled in. */
  prefill: Prefill | undefined;
  create: (body: Operations["createToken"]["body"]) => Promise<Issued>;
}

export function GenerateDialog({ onClose, ...generation }: GenerateProps & { onClose: () => void }) {
  return (
    <ValueDialog title={t("generate.title")} onClose={onClose}>
      {(form) => <GenerateForm {...generation} {...form} />}
    </ValueDialog>
  );
}

function GenerateForm({ settings, holder, prefill, create, make, onCancel }: GenerateProps & ValueForm) {
  const form = useForm({
    initialValues: initialValues(settings, prefill),
    validate: {
      name: isNotEmpty(t("generate.name.missing")),
      scopes: scopeFault,
      ipAllowList: addressFault,
      rateLimit: { requests: rateLimitFault },
    },
  });
  const { scopes, lifetimeDays, ipAllowList, rateLimit } = form.values;
  return (
    <SubmitForm
      form={form}
      submit={t("generate.submit")}
      onCancel={onCancel}
      send={({ lifetimeDays, rateLimit, ...rest }) =>
        make(() =>
          create({
            ...rest,
            lifetimeDays: parseLifetime(lifetimeDays),
            rateLimit: parseRateLimit(rateLimit) ?? null,
          }),
        )
      }
    >
      <PrefillNote leftOut={leftOutOf(settings, prefill)} />
      <TextInput
        label={t("generate.name.label")}
        placeholder={t("generate.name.hint")}
        required
        data-autofocus
        autoComplete="off"
        {...form.getInputProps("name")}
      />
      <LifetimeField
        settings={settings}
        onPick={(days) => form.setFieldValue("lifetimeDays", days)}
        {...form.getInputProps("lifetimeDays")}
        value={lifetimeDays}
      />
      <Textarea
        label={t("generate.description")}
        autosize
        minRows={1}
        maxRows={5}
        {...form.getInputProps("description")}
      />
      <ScopesField
        catalogue={settings.scopeCatalogue}
        role={holder.role}
        forAccount={holder.isAccount}
        {...form.getInputProps("scopes")}
        value={scopes}
        onChange={(chosen) => form.setFieldValue("scopes", chosen)}
      />
      <ScopeSummary
        scopes={scopes}
        catalogue={settings.scopeCatalogue}
        role={holder.role}
        forAccount={holder.isAccount}
        rateLimit={parseRateLimit(rateLimit) ?? null}
      />
      <MoreFields isWrong={MORE.some((field) => form.errors[field] !== undefined)}>
        <AddressesField
          {...form.getInputProps("ipAllowList")}
          value={ipAllowList}
          onChange={(addresses) => form.setFieldValue("ipAllowList", addresses)}
        />
        <RateLimitField
          {...form.getInputProps("rateLimit.requests")}
          windowSeconds={rateLimit.windowSeconds}
          onPeriod={(windowSeconds) => form.setFieldValue("rateLimit.windowSeconds", windowSeconds)}
        />
      </MoreFields>
    </SubmitForm>
  );
}

const MORE = ["ipAllowList", "rateLimit.requests"];

function initialValues(settings: Settings, prefill: Prefill | undefined) {
  const days = prefill?.lifetimeDays;
  return {
    name: prefill?.name ?? "",
    lifetimeDays: String(isAllowed(days, settings) ? days : settings.defaultLifetimeDays),
    description: prefill?.description ?? "",
    scopes: prefill?.scopes ?? [EVERYTHING],
    ipAllowList: [] as string[],
    rateLimit: { requests: "", windowSeconds: String(PERIODS.minute) },
  };
}

/** Whether the lifetime that a link asks for is one that the project allows. */
function isAllowed(days: number | undefined, { maxLifetimeDays }: Settings): boolean {
  return days !== undefined && expiryOf(days, maxLifetimeDays, 0) !== undefined;
}

function leftOutOf(settings: Settings, prefill: Prefill | undefined): LeftOut[] {
  if (!prefill) return [];
  const { lifetimeDays, leftOut } = prefill;
  if (lifetimeDays === undefined || isAllowed(lifetimeDays, settings)) return leftOut;
  return [...leftOut, { part: "lifetimeDays", why: "tooLong" }];
}
