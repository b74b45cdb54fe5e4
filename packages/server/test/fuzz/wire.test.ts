import { expect, test } from "vitest";
import { readAnswers } from "./wire.ts";

const LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
const CHUNKS = "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n1\r\nx\r\n0\r\n\r\n";

function read(text: string, method = "GET") {
  const { answers, rest } = readAnswers(Buffer.from(text), () => method);
  return { answers: answers.map(({ status, body }) => [status, body.toString()]), rest: rest.toString() };
}

test("answers are read one after the other, however their length is told", () => {
  expect(read(LENGTH + CHUNKS + LENGTH)).toEqual({
    answers: [
      [200, "{}"],
      [404, "{}x"],
      [200, "{}"],
    ],
    rest: "",
  });
});

test("what is no whole answer is left over", () => {
  for (const text of [LENGTH.slice(0, -1), CHUNKS.slice(0, -3), "HTTP/1.1 200", "nonsense\r\n\r\n"]) {
    expect(read(text)).toEqual({ answers: [], rest: text });
  }
});

test("an answer to HEAD, and one that has no body by its status, ends with its headers", () => {
  expect(read("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "HEAD").answers).toEqual([[200, ""]]);
  expect(read(`HTTP/1.1 204 No Content\r\n\r\n${LENGTH}`).answers).toEqual([
    [204, ""],
    [200, "{}"],
  ]);
});

test("a note to go on is no answer", () => {
  expect(read(`HTTP/1.1 100 Continue\r\n\r\n${LENGTH}`).answers).toEqual([[200, "{}"]]);
});
