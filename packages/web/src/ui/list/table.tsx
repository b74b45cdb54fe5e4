import { Box, type BoxProps } from "@mantine/core";
import type { ComponentProps } from "react";

/** A table as its rows and cells; Mantine's own would bring scroll areas along that no list here needs. */
export function Table({ className = "", ...props }: ComponentProps<"table">) {
  return <table className={`house-table ${className}`} {...props} />;
}

Table.Thead = (props: ComponentProps<"thead">) => <thead {...props} />;
Table.Tbody = (props: ComponentProps<"tbody">) => <tbody {...props} />;
Table.Tr = (props: ComponentProps<"tr">) => <tr {...props} />;
Table.Th = (props: ComponentProps<"th">) => <th {...props} />;
Table.Td = (props: BoxProps & Omit<ComponentProps<"td">, keyof BoxProps>) => (
  <Box component="td" {...props} />
);
