import { TagsInput, type TagsInputProps } from "@mantine/core";
import { t } from "../../i18n.ts";
import { splitScopes } from "../scopes.ts";

interface AddressesFieldProps extends TagsInputProps {
  value: string[];
  onChange: (addresses: string[]) => void;
}

/** The addresses that the token may be used from. */
export function AddressesField({ onChange, ...addresses }: AddressesFieldProps) {
  return (
    <TagsInput
      label={t("generate.addresses.label")}
      description={t("generate.addresses.help")}
      placeholder={t("generate.addresses.hint")}
      splitChars={[",", " "]}
      acceptValueOnBlur
      {...addresses}
      onChange={(typed) => onChange(splitScopes(typed))}
    />
  );
}
