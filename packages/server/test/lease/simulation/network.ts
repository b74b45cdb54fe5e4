import type { Draw } from "../../storage/schedule.ts";
import type { Answer } from "./database.ts";
import { UNANSWERED } from "./database.ts";
import type { SimulatedProcess } from "./process.ts";
import type { Timeline } from "./timeline.ts";

/** How bad the way is. */
export interface Weather {
  /** Of a hundred messages so many are lost. */
  lost: number;
  /** Of a hundred messages so many take up to `slowestMs`. */
  slow: number;
  slowestMs: number;
}

export interface Network {
  weather: Weather;
  /** Sends, has it carried out, if it arrives, and brings the answer back, if that arrives. Rejects, or never answers. */
  ask: <T>(from: SimulatedProcess, carryOut: () => Answer<T>) => Promise<T>;
  /** The same, where another process carries it out in turns of its own. */
  askProcess: <T>(from: SimulatedProcess, to: SimulatedProcess, carryOut: () => Promise<T>) => Promise<T>;
}

export function createNetwork({ timeline, draw }: { timeline: Timeline; draw: Draw }): Network {
  const network: Network = { weather: { lost: 0, slow: 0, slowestMs: 0 }, ask, askProcess };
  const delay = () => {
    const { slow, slowestMs } = network.weather;
    return 1 + draw(draw(100) < slow ? slowestMs : 15);
  };
  const isLost = (cutUntil: number) => draw(100) < network.weather.lost || timeline.now < cutUntil;

  /** Half of what is lost shows as a broken connection, the other half as silence. */
  function lose(from: SimulatedProcess, reject: (error: Error) => void): void {
    if (draw(2) === 0) from.post(delay(), () => reject(new Error("The connection is lost")));
  }

  function ask<T>(from: SimulatedProcess, carryOut: () => Answer<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    timeline.after(delay(), () => {
      if (isLost(from.cut.outUntil)) return lose(from, reject);
      const answer = carryOut();
      if (answer === UNANSWERED) return undefined;
      return reply(from, { resolve, reject }, answer);
    });
    return promise;
  }

  function reply<T>(
    from: SimulatedProcess,
    { resolve, reject }: { resolve: (answer: T) => void; reject: (error: Error) => void },
    answer: T,
  ): void {
    timeline.after(delay(), () => {
      if (isLost(from.cut.backUntil)) lose(from, reject);
      else from.post(0, () => resolve(answer));
    });
  }

  function askProcess<T>(
    from: SimulatedProcess,
    to: SimulatedProcess,
    carryOut: () => Promise<T>,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    timeline.after(delay(), () => {
      if (isLost(from.cut.outUntil)) return lose(from, reject);
      to.post(0, () => {
        carryOut().then(
          (answer) => reply(from, { resolve, reject }, answer),
          () => lose(from, reject),
        );
      });
      return undefined;
    });
    return promise;
  }
  return network;
}
