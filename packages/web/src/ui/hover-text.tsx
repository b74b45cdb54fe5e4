import { Tooltip } from "@mantine/core";
import { type ReactNode, type SyntheticEvent, useState } from "react";

interface HoverTextProps {
  label: string;
  /** Given what the element takes that the text is for. */
  children: (props: HoverProps) => ReactNode;
}

interface HoverProps {
  tabIndex: 0;
  onPointerEnter: (event: SyntheticEvent<HTMLElement>) => void;
  onPointerLeave: () => void;
  onFocus: (event: SyntheticEvent<HTMLElement>) => void;
  onBlur: () => void;
}

/** A text at the pointer, the finger or the focus. It is made only then, because a list has hundreds of them. */
export function HoverText({ label, children }: HoverTextProps) {
  const [target, setTarget] = useState<HTMLElement>();
  const show = ({ currentTarget }: SyntheticEvent<HTMLElement>) => setTarget(currentTarget);
  const hide = () => setTarget(undefined);
  return (
    <>
      {children({ tabIndex: 0, onPointerEnter: show, onPointerLeave: hide, onFocus: show, onBlur: hide })}
      {target && <Tooltip label={label} target={target} opened multiline className="hover-text" />}
    </>
  );
}
