/** A page of a list, as the API answers it. */
interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
}

export interface Listed<T> {
  items: T[];
  /** How many there are, of which `items` may be the first ones. */
  total: number;
}

const MOST_A_PAGE = 100;

/** Asks for page after page, until there are so many or no more. */
export async function listUpTo<T>(
  most: number,
  ask: (page: { limit: number; cursor?: string }) => Promise<Page<T>>,
): Promise<Listed<T>> {
  const items: T[] = [];
  let cursor: string | null | undefined;
  let total = 0;
  do {
    const limit = Math.min(MOST_A_PAGE, most - items.length);
    const page: Page<T> = await ask({ limit, ...(cursor && { cursor }) });
    items.push(...page.items);
    ({ nextCursor: cursor, total } = page);
  } while (cursor !== null && items.length < most);
  return { items, total };
}
