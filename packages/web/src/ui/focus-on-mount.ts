/** As a `ref`: focuses an element when it appears, so that the keyboard is where the eye is. */
export function focusOnMount(element: HTMLElement | null): void {
  element?.focus();
}
