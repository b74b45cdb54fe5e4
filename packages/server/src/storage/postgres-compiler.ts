import type { DataTypeNode } from "kysely";
import { PostgresQueryCompiler } from "kysely";

/** Text is compared and sorted by its bytes, as SQLite does, whatever the language of the database. */
export class ByteOrderCompiler extends PostgresQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    super.visitDataType(node);
    if (node.dataType === "text") this.append(' collate "C"');
  }
}
